/**
 * An entry: a record of the log as the tree holds it. Text in one fixed form, so that whoever has the record can make it again.
 *
 * What a record holds of people is in it as a commitment only: SHA-256 over a salt and the hashes of the parts. Who has salt and
 * parts can check it; who has neither can guess nothing; and when they are taken away the tree still holds (`audit.erase`).
 */
import { type SQL, sql } from 'drizzle-orm'
import { sha256Hex } from './tree/hashing.ts'

/** A record as `recordColumns` selects it. */
export interface LogRecord {
  readonly id: string
  readonly epoch: number
  readonly xid: string
  /** Microseconds since 1970. */
  readonly at: string
  readonly db_role: string
  readonly db_addr: string | null
  readonly actor_kind: string
  readonly user_id: string | null
  readonly session_id: string | null
  readonly action: string
  readonly request_id: string | null
  readonly operation: string
  readonly entity: string
  readonly entity_id: string | null
  readonly outcome: string
  /** The text of a jsonb, as Postgres writes it. */
  readonly details: string
  readonly ip_address: string | null
  readonly user_agent: string | null
  readonly salt: string | null
  /** Of an erased record: hex. */
  readonly commitment: string | null
  readonly erased_by: string | null
}

/** Of `l`, a row of the log. */
export const recordColumns: SQL = sql`l.id::text, l.epoch, l.xid::text,
  (extract(epoch from l.created_at) * 1000000)::bigint::text as at, l.db_role, l.db_addr, l.actor_kind, l.user_id, l.session_id,
  l.action, l.request_id, l.operation, l.entity, l.entity_id, l.outcome, l.details::text as details, l.ip_address, l.user_agent,
  l.salt, encode(l.commitment, 'hex') as commitment, l.erased_by::text`

const absent = '00'.repeat(32)
const hashed = (text: string | null) => (text === null ? absent : sha256Hex(text))

/** Hex; the same as `audit.commitment` in the database. Of an erased record it is what stands there. */
export function commitmentOf({
  salt,
  details,
  ip_address,
  user_agent,
  commitment,
}: LogRecord): string | null {
  if (salt === null) return commitment
  const parts = sha256Hex(details) + hashed(ip_address) + hashed(user_agent)
  // Apart: hex ends at the first letter that is none, and a salt of somebody's file must not end what comes behind it.
  return sha256Hex(Buffer.concat([Buffer.from(salt.replaceAll('-', ''), 'hex'), Buffer.from(parts, 'hex')]))
}

/** One line of JSON; `v` tells the form, should there ever be another. */
export function entryOf(record: LogRecord): string {
  const { id, epoch, xid, at, action, operation, entity, outcome } = record
  return JSON.stringify({
    ...{ v: 1, id, epoch, xid, at },
    ...{ dbRole: record.db_role, dbAddr: record.db_addr },
    ...{ actorKind: record.actor_kind, userId: record.user_id, sessionId: record.session_id },
    ...{ action, requestId: record.request_id, operation, entity, entityId: record.entity_id, outcome },
    commitment: commitmentOf(record),
  })
}
