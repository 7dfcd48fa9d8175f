/**
 * What stands in every table that is audited, and in those that are somebody's though nobody audits them: a digest of each, since
 * what it stands for is nobody's to read. Nothing was changed where all are the same before and after.
 */
import { coverage } from '../../src/coverage.ts'
import type { House } from './house.ts'

/** When somebody was last seen is no change of anything. */
const seen = ['last_seen_at', 'last_used_at']

const unaudited = ['webhook_deliveries']

export async function stateOf({ rows }: Pick<House, 'rows'>): Promise<Readonly<Record<string, unknown>>> {
  const without = seen.map((column) => ` - '${column}'`).join('')
  const tables = [...coverage.classified.map(({ table }) => table), ...unaudited].map(
    (table) => `select '${table}' as name, md5(coalesce(string_agg(row, ' ' order by row), '')) as digest
      from (select (to_jsonb(t)${without})::text as row from ${table} t) t`,
  )
  const changes = `select 'changes', count(*)::text from audit_logs where operation <> 'EVENT'`
  const digests = await rows([...tables, changes].join(' union all '))
  return Object.fromEntries(digests.map(({ name, digest }) => [name, digest]))
}
