/**
 * The log, newest first, a page at a time. Which filters are given makes the statement: a row's history goes by (entity, entity_id, id), what
 * somebody did by (user_id, id), and the rest walks the key backwards, in no month that `from` and `to` leave out.
 */
import { type SQL, sql } from 'drizzle-orm'
import * as z from 'zod'
import { line, uuid } from '../../core/text.ts'
import type { Call, Reply } from '../../ports/endpoint.ts'
import { cursor, defaultLimit, limit, newestFirst } from '../../store/page.ts'
import { read } from '../../store/read.ts'
import { shapes } from '../../store/shapes.ts'
import { outcomes } from '../tables.ts'
import { type Told, told, toldColumns } from './shape.ts'

const isMoment = (text: string) =>
  z.iso.datetime({ offset: true }).safeParse(text).success && /^[1-9]/.test(new Date(text).toISOString())

/** Postgres has no year 0, and nothing was recorded before the year 1000. */
const moment = z
  .string()
  .refine(isMoment, {
    error: 'Must be a date and time with its offset, such as 2026-01-31T12:00:00Z.',
    params: { code: 'invalid_format' },
  })
  .meta({ format: 'date-time' })

export const recordQuery = z
  .strictObject({
    limit: limit.optional(),
    cursor: cursor.optional(),
    actor: uuid.describe('Whoever did it: the id of a user.').optional(),
    action: line({ min: 1, max: 100 }).optional(),
    entity: line({ min: 1, max: 63 }).describe('What it is about: `invoices`, `users`.').optional(),
    entityId: line({ min: 1, max: 200 }).describe('Of which row; with `entity` only.').optional(),
    outcome: z.enum(outcomes).optional(),
    from: moment.describe('At this moment or later.').optional(),
    to: moment.describe('Before this moment.').optional(),
  })
  .refine(({ entity, entityId }) => entityId === undefined || entity !== undefined, {
    path: ['entityId'],
    error: 'Belongs to an `entity`, which has to be named as well.',
    params: { code: 'required_together' },
  })

export type RecordQuery = z.output<typeof recordQuery>

const { placeholder } = sql

const conditions = {
  actor: sql`l.user_id = ${placeholder('actor')}::uuid`,
  action: sql`l.action = ${placeholder('action')}::text`,
  entity: sql`l.entity = ${placeholder('entity')}::text`,
  entityId: sql`l.entity_id = ${placeholder('entityId')}::text`,
  outcome: sql`l.outcome = ${placeholder('outcome')}::text`,
  from: sql`l.created_at >= ${placeholder('from')}::timestamptz`,
  to: sql`l.created_at < ${placeholder('to')}::timestamptz`,
  before: sql`l.id < ${placeholder('before')}::bigint`,
} as const satisfies Readonly<Record<string, SQL>>

const names = Object.keys(conditions) as (keyof typeof conditions)[]
const statementOf = shapes()

function pageSql(given: readonly (keyof typeof conditions)[]): SQL {
  const where =
    given.length > 0
      ? sql`where ${sql.join(
          given.map((name) => conditions[name]),
          sql` and `,
        )}`
      : sql``
  return sql`select ${toldColumns} from (
      select l.* from audit_logs l ${where} order by l.id desc limit ${placeholder('count')}::int) l
    order by l.id desc`
}

export async function listRecords(call: Call, query: RecordQuery): Promise<Reply> {
  const { limit: count, cursor, ...filters } = query
  return newestFirst<Told>(call, {
    about: ['audit-logs', ...names.map((name) => (name === 'before' ? null : (filters[name] ?? null)))],
    limit: count === undefined ? defaultLimit : Number(count),
    cursor,
    async find(before, count) {
      const asked: Readonly<Record<string, unknown>> = { ...filters, before }
      const given = names.filter((name) => asked[name] !== undefined && asked[name] !== null)
      const statement = statementOf(given, () => pageSql(given))({ ...asked, count })
      const rows = await read(call.ports, statement, { signal: call.deadline.signal })
      return rows.map(told)
    },
    show: (record) => record,
  })
}
