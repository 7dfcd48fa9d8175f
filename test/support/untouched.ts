/** What stands in every table that is audited, as one text: nothing was changed where it is the same before and after. */
import { coverage } from '../../src/coverage.ts'
import type { House } from './house.ts'

/** When somebody was last seen is no change of anything. */
const seen = ['last_seen_at', 'last_used_at']

export async function stateOf({ rows }: Pick<House, 'rows'>): Promise<string> {
  const without = seen.map((column) => ` - '${column}'`).join('')
  const tables = coverage.classified.map(
    ({ table }) => `select '${table}', coalesce(string_agg(row, ' ' order by row), '') as rows
      from (select (to_jsonb(t)${without})::text as row from ${table} t) t`,
  )
  const changes = `select 'changes', count(*)::text from audit_logs where operation <> 'EVENT'`
  return JSON.stringify(await rows([...tables, changes].join(' union all ')))
}
