/** What the Auth Service itself holds of a person, as they may take it along: never a secret, nor the digest of one. */
import { sql } from 'drizzle-orm'
import * as z from 'zod'
import { operations, outcomes } from '../audit/tables.ts'
import { prepare } from '../store/statement.ts'
import { apiKeyJson, apiKeyShape } from './api-key-shape.ts'
import type { OwnRows } from './own-data.ts'
import { moment, rfc3339, sessionJson, sessionShape, userJson, userShape } from './shapes.ts'

const { placeholder } = sql
const owner = sql`${placeholder('owner')}::uuid`
const count = sql`${placeholder('count')}::int`

export const accountShape = z.strictObject({
  profile: userShape,
  totp: z.strictObject({ confirmedAt: moment.nullable(), createdAt: moment }).nullable(),
  recoveryCodes: z.strictObject({ unused: z.int(), used: z.int() }),
})

/** One row, `account`; none where there is no such account any more. */
export const selectAccount = prepare(sql`select jsonb_build_object('profile', ${userJson},
    'totp', (select jsonb_build_object('confirmedAt', ${rfc3339(sql`f.confirmed_at`)}, 'createdAt', ${rfc3339(sql`f.created_at`)})
      from totp_factors f where f.user_id = u.id),
    'recoveryCodes', (select jsonb_build_object('unused', count(*) filter (where r.used_at is null),
      'used', count(r.used_at)) from recovery_codes r where r.user_id = u.id)) as account
  from users u where u.id = ${owner} and u.disabled_at is null`)

const told = ({ one }: Readonly<Record<string, unknown>>) => one

export const ownAccount: readonly OwnRows[] = [
  {
    name: 'sessions',
    shape: sessionShape.extend({ revokedAt: moment.nullable() }),
    select: prepare(sql`select ${sessionJson(sql`s.id = ${placeholder('sessionId')}::uuid`)}
        || jsonb_build_object('revokedAt', ${rfc3339(sql`s.revoked_at`)}) as one
      from sessions s where s.user_id = ${owner} order by s.created_at desc, s.id desc limit ${count}`),
    show: told,
  },
  {
    name: 'passkeys',
    shape: z.strictObject({
      id: z.uuid(),
      name: z.string(),
      transports: z.array(z.string()),
      backedUp: z.boolean(),
      lastUsedAt: moment.nullable(),
      createdAt: moment,
    }),
    select: prepare(sql`select jsonb_build_object('id', p.id, 'name', p.name, 'transports', p.transports,
        'backedUp', p.backed_up, 'lastUsedAt', ${rfc3339(sql`p.last_used_at`)},
        'createdAt', ${rfc3339(sql`p.created_at`)}) as one
      from passkeys p where p.user_id = ${owner} order by p.created_at desc, p.id desc limit ${count}`),
    show: told,
  },
  {
    name: 'apiKeys',
    shape: apiKeyShape.extend({ revokedAt: moment.nullable() }),
    select:
      prepare(sql`select ${apiKeyJson} || jsonb_build_object('revokedAt', ${rfc3339(sql`k.revoked_at`)}) as one
      from api_keys k where k.user_id = ${owner} order by k.created_at desc, k.id desc limit ${count}`),
    show: told,
  },
  {
    name: 'identities',
    shape: z.strictObject({ issuer: z.string(), subject: z.string(), createdAt: moment }),
    select: prepare(sql`select jsonb_build_object('issuer', i.issuer, 'subject', i.subject,
        'createdAt', ${rfc3339(sql`i.created_at`)}) as one
      from identities i where i.user_id = ${owner} order by i.created_at desc, i.id desc limit ${count}`),
    show: told,
  },
  {
    // What they did, and what happened to their account; from where others acted on it is not theirs to know.
    name: 'events',
    shape: z.strictObject({
      id: z.string(),
      at: moment,
      action: z.string(),
      operation: z.enum(operations),
      outcome: z.enum(outcomes),
      entity: z.string(),
      entityId: z.string().nullable(),
      byYou: z.boolean(),
      requestId: z.uuid().nullable(),
      ipAddress: z.string().nullable(),
      userAgent: z.string().nullable(),
      details: z.record(z.string(), z.unknown()),
    }),
    select: prepare(sql`select jsonb_build_object('id', l.id::text, 'at', ${rfc3339(sql`l.created_at`)},
        'action', l.action, 'operation', l.operation, 'outcome', l.outcome, 'entity', l.entity, 'entityId', l.entity_id,
        'byYou', l.own, 'requestId', l.request_id, 'ipAddress', case when l.own then l.ip_address end,
        'userAgent', case when l.own then l.user_agent end, 'details', l.details - 'redacted') as one
      from (
        (select true as own, a.* from audit_logs a where a.user_id = ${owner} order by a.id desc limit ${count})
        union all
        (select false, a.* from audit_logs a
          where a.entity = 'users' and a.entity_id = ${placeholder('owner')}::text and a.user_id is distinct from ${owner}
          order by a.id desc limit ${count})) l
      order by l.id desc limit ${count}`),
    show: told,
  },
]
