/** Events that change no row: refusals, logins, exports. Append-only for the app's role, like everything in the log. */
import { type SQL, sql } from 'drizzle-orm'
import type { Statement } from '../ports/database.ts'
import type { Deadline } from '../ports/endpoint.ts'
import type { Ports } from '../ports/index.ts'
import { type AuditContext, opening } from '../store/context.ts'
import { prepare } from '../store/statement.ts'

export interface AuditEvent {
  readonly outcome: 'success' | 'denied' | 'failure'
  /** The table and the row it is about, where it is about one. */
  readonly entity?: string
  readonly entityId?: string
  /** Facts without personal data: a method, a count, a reason's code. */
  readonly details?: Readonly<Record<string, string | number | boolean>>
}

const append = prepare(sql`select audit.event(
  ${sql.placeholder('action')}, ${sql.placeholder('entity')}, ${sql.placeholder('entityId')},
  ${sql.placeholder('outcome')}, ${sql.placeholder('details')}::jsonb)`)

/** The statement that appends one, to be sent with what it tells of; `opening` goes before it. */
export function event(context: AuditContext, told: AuditEvent): Statement {
  return append({ entity: null, entityId: null, details: {}, ...told, action: context.action })
}

/** An expression that appends one and answers with its number: once for each row of the select that holds it. */
export const told = ({
  action,
  entity,
  entityId,
}: Readonly<Record<'action' | 'entity' | 'entityId', SQL>>): SQL =>
  sql`audit.event(${action}, ${entity}, ${entityId}, 'success', '{}'::jsonb)`

/** Appends one event, in a transaction of its own: what it tells of did not change anything. Throws `DatabaseError`. */
export async function recordEvent(
  { database }: Pick<Ports, 'database'>,
  context: AuditContext,
  told: AuditEvent,
  deadline: Deadline,
): Promise<void> {
  await database.atomic([opening(context, deadline), event(context, told)], { signal: deadline.signal })
}
