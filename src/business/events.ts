/**
 * Events: each committed change leaves a row in the outbox, in its own statement. It names what changed and says nothing of it:
 * who is told fetches it, and sees what they may see by then.
 */
import { type SQL, sql } from 'drizzle-orm'
import { post } from '../store/outbox.ts'
import type { Entity } from './declaration.ts'

/** The outbox topic of them all. */
export const eventTopic = 'event'

/** What the verbs that every entity has come to. */
export const verbEvents = ['created', 'updated', 'deleted', 'restored'] as const

/** Everything that can happen to an entity's rows: `created`, `issued`. */
export const eventsOf = ({ actions = [] }: Pick<Entity, 'actions'>): readonly string[] => [
  ...verbEvents,
  ...actions.map(({ event }) => event),
]

/** The payload in the outbox. */
export interface EventPayload {
  /** `invoices.issued` */
  readonly type: string
  /** The path's name: `invoices`. */
  readonly entity: string
  readonly id: string
  /** The row's after the change. */
  readonly version: number
  /** Whose row it is. */
  readonly owner: string
  /** The X-Request-Id of the request that did it; null where no request did. */
  readonly request: string | null
}

/** A CTE that leaves the event of each row of `changed x`, and the comma behind it; nothing where the entity does not emit it. */
export function emitted({ name, emits }: Pick<Entity, 'name' | 'emits'>, event: SQL | string): SQL {
  const one = typeof event === 'string'
  if (emits.length === 0 || (one && !emits.includes(event))) return sql``
  const word = one ? sql.raw(`'${event}'`) : event
  const known = sql.raw(`array[${emits.map((each) => `'${each}'`).join()}]`)
  const payload = sql`jsonb_build_object('type', ${sql.raw(`'${name}.'`)} || ${word}, 'entity', ${sql.raw(`'${name}'`)},
    'id', x.id, 'version', x.version, 'owner', x.owner_id, 'request', ${sql.placeholder('requestId')}::text)`
  const from = one ? sql`from changed x` : sql`from changed x where ${word} = any(${known})`
  return sql`emitted as (${post(eventTopic, payload, from)}),`
}
