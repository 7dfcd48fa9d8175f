/** What Postgres does with a statement: its plan, as the app's role would get it, and how many pages it touched. */
import { type Client, escapeLiteral } from 'pg'
import type { Statement } from '../../src/ports/database.ts'

export interface Plan {
  /** Pages of tables and indexes, from the cache or not. */
  readonly buffers: number
  /** Tables read from one end to the other. */
  readonly scanned: readonly string[]
  /** Its steps, from the outermost in. */
  readonly steps: readonly string[]
}

interface Node {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Shared Hit Blocks': number
  readonly 'Shared Read Blocks': number
  readonly Plans?: readonly Node[]
}

/**
 * As it is run again and again: a statement that comes often is prepared, and from the sixth time on Postgres may take a plan
 * that fits any values (`plan_cache_mode = auto`), so that the seventh is the one to look at; unless the statement forbids it.
 */
export async function explain(client: Client, { text, params, varied }: Statement): Promise<Plan> {
  const values = params.map((value) => (value === null ? 'null' : escapeLiteral(String(value))))
  const execute = `execute asked${values.length > 0 ? `(${values.join(', ')})` : ''}`
  await client.query(`prepare asked as ${text}`)
  try {
    for (let time = 1; time <= 6 && !varied; time++) await client.query(`explain ${execute}`)
    const { rows } = await client.query(`explain (analyze, buffers, timing off, format json) ${execute}`)
    const nodes = flat(rows[0]['QUERY PLAN'][0].Plan)
    const [root] = nodes as [Node]
    return {
      buffers: root['Shared Hit Blocks'] + root['Shared Read Blocks'],
      scanned: nodes.flatMap((node) =>
        node['Node Type'] === 'Seq Scan' ? (node['Relation Name'] ?? []) : [],
      ),
      steps: nodes.map((node) => [node['Node Type'], node['Index Name']].filter(Boolean).join(' ')),
    }
  } finally {
    await client.query('deallocate asked')
  }
}

const flat = (node: Node): readonly Node[] => [node, ...(node.Plans ?? []).flatMap(flat)]
