/** What the rows say, held against what the answers said: versions, books, and what somebody was told of. */
import { Client } from 'pg'
import type { Changed } from '../history.ts'
import type { Checker } from './checkers.ts'

interface Row {
  readonly id: string
  readonly version: number
  readonly status: string | null
  readonly changes: number
}

/** Every row at its version, with the records of how it came there; only invoices have a state. */
const allRows = `with changed as (
    select entity_id, count(*)::int as n from audit_logs
    where operation = 'UPDATE' and entity in ('customers', 'invoices') group by entity_id),
  r as (select id::text, version, status from invoices union all select id::text, version, null from customers)
  select r.*, coalesce(c.n, 0) as changes from r left join changed c on c.entity_id = r.id`

/** Of each ending: rows, events and records. */
const endings = `select state, (select count(*)::int from invoices where status = state) as rows,
    (select count(*)::int from outbox where topic = 'event' and payload->>'type' = 'invoices.' || event) as events,
    (select count(*)::int from audit_logs where entity = 'invoices' and operation = 'UPDATE' and action = 'invoices:' || verb) as records
  from (values ('paid', 'paid', 'pay'), ('void', 'voided', 'void')) as v(state, event, verb)`

const books = `select owner_id::text as id, count(number)::int as n, count(distinct number)::int as numbers,
    coalesce(max(substr(number, 6)::int), 0) as last from invoices group by owner_id`

/** Deliveries that are still to be made, and are not given up. */
const waiting = `select d.entity_id::text as id from webhook_deliveries d join outbox o on o.id = d.job_id
    where d.state = 'pending' and o.done_at is null and o.dead_at is null
  union select payload->>'id' from outbox where topic = 'event' and done_at is null and dead_at is null`

export const rows: Checker = ({ world, history }) =>
  world.look(async (owner) => {
    const database = new Client(owner)
    await database.connect()
    const query = async <T>(text: string) => (await database.query(text)).rows as T[]
    try {
      const all = new Map((await query<Row>(allRows)).map((row) => [row.id, row]))
      for (const { id, version, changes } of all.values())
        if (changes !== version - 1)
          history.finds('records', `${id}: version ${version}, ${changes} records of a change`)
      for (const [id, changes] of byRow(history.changes)) {
        const told = changes.map(({ version }) => version)
        const [row, count] = [all.get(id), new Set(told).size]
        if (count !== told.length) history.finds('versions', `${id}: one version was given to two: ${told}`)
        // Every change has a key, and was asked for until it was answered: there is none of which nobody knows.
        if (row?.version !== 1 + count)
          history.finds('versions', `${id}: version ${row?.version} after ${count} changes were acknowledged`)
        const ending = changes.find(({ verb }) => verb === 'pay' || verb === 'void')
        if (ending && row?.status !== (ending.verb === 'pay' ? 'paid' : 'void'))
          history.finds('bank', `${id}: ${ending.verb} was acknowledged, and it is ${row?.status}`)
      }
      for (const { state, ...counts } of await query<
        Record<'rows' | 'events' | 'records', number> & { state: string }
      >(endings))
        if (new Set(Object.values(counts)).size !== 1)
          history.finds('bank', `${state}: ${JSON.stringify(counts)}`)
      for (const { id, n, numbers, last } of await query<
        Record<'n' | 'numbers' | 'last', number> & { id: string }
      >(books))
        if (n !== numbers || n !== last)
          history.finds('bank', `${id}: ${n} invoices with ${numbers} numbers, the last of which is ${last}`)
      const toCome = new Set((await query<{ id: string }>(waiting)).map(({ id }) => id))
      for (const id of history.toTell) {
        if (history.told.has(id)) continue
        if (toCome.has(id)) history.counts.waiting++
        else history.finds('forgotten', `nobody was told of customer ${id}, nor will be`)
      }
      for (const id of history.told)
        if (!all.has(id)) history.finds('ghosts', `somebody was told of customer ${id}, which is not there`)
    } finally {
      await database.end()
    }
  })

function byRow(changes: readonly Changed[]): Map<string, Changed[]> {
  const rows = new Map<string, Changed[]>()
  for (const change of changes) {
    const known = rows.get(change.id)
    if (known) known.push(change)
    else rows.set(change.id, [change])
  }
  return rows
}
