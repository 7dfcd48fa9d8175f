/** Pruning: how long the store keeps what it needs for a while only. */
import { type SQL, sql } from 'drizzle-orm'
import { opening, systemContext } from './context.ts'
import type { Recurring } from './recurring.ts'
import { prepare } from './statement.ts'

const hour = 3_600

export interface Pruning {
  /** Also the topic's name, and the label in the metrics. */
  readonly table: string
  readonly everySeconds: number
  /** Rows at a time: no lock is held for long, and no other write waits. */
  readonly batch: number
  /** Deletes at most `limit` rows and selects how many as `pruned`. Times are compared to `now()`, which an index can be asked for. */
  readonly statement: (limit: SQL) => SQL
}

/** A recurring job that deletes in batches, recorded where the table is audited. */
export function pruning({ table, everySeconds, batch, statement }: Pruning): Recurring {
  const prune = prepare(statement(sql.raw(String(batch))))
  return {
    topic: `prune.${table}`,
    everySeconds,
    async run({ database, meter }, signal) {
      const context = opening(systemContext('jobs', 'prune'), { remainingMs: () => 5_000 })
      const [, rows = []] = await database.atomic([context, prune()], { signal })
      const pruned = Number(rows[0]?.pruned ?? 0)
      meter.count('rows_pruned_total', { table }, pruned)
      return pruned === batch
    },
  }
}

/** The statement where nothing else goes along: the rows of which `over` is true (an order may follow it), by their key. */
export function outlived(table: string, key: string, over: SQL): Pruning['statement'] {
  const [rows, id] = [sql.identifier(table), sql.identifier(key)]
  return (limit) => sql`with old as (
      delete from ${rows} where ${id} in (select ${id} from ${rows} where ${over} limit ${limit})
      returning 1)
    select count(*)::int as pruned from old`
}

export const storePruning: readonly Recurring[] = [
  /** Key and result go together: a key without its result would be in progress for ever, a result without its key in the way. */
  pruning({
    table: 'idempotency_keys',
    everySeconds: hour,
    batch: 2_000,
    statement: (limit) => sql`with old as (
        select principal, key from idempotency_keys
        where created_at < now() - interval '24 hours' order by created_at limit ${limit}),
      results as (
        delete from idempotency_results r using old where r.principal = old.principal and r.key = old.key),
      keys as (
        delete from idempotency_keys k using old where k.principal = old.principal and k.key = old.key returning 1)
      select count(*)::int as pruned from keys`,
  }),
  /** Finished ones: for longer than a mailed token lives, which refers to its row. Dead letters stay until somebody has looked. */
  pruning({
    table: 'outbox',
    everySeconds: hour,
    batch: 2_000,
    statement: outlived('outbox', 'id', sql`done_at < now() - interval '3 days' order by id`),
  }),
]
