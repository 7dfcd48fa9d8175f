/**
 * All that is sealed, in the order of the tree, written while it is read; up to the newest head at its start. It goes on behind any place,
 * so that who keeps a copy asks for what is new.
 *
 * Read like any export, page by page (`business/collection/export`). A page is a range of places: of a month that was dropped it finds
 * nothing and goes on.
 */
import { sql } from 'drizzle-orm'
import type { Row } from '../../ports/database.ts'
import type { Call, Reply } from '../../ports/endpoint.ts'
import { contextOf, opening } from '../../store/context.ts'
import { flowOf } from '../../store/flow.ts'
import { read, readTogether } from '../../store/read.ts'
import { prepare } from '../../store/statement.ts'
import { event } from '../event.ts'
import { recordOf, told, toldColumns } from './shape.ts'

const maxRows = 500
const maxBytes = 524_288
/** Characters that are sent at once. */
const pieceLength = 32_768

export const exportType = 'application/x-ndjson'

const readSize = prepare(sql`select coalesce(max(size), 0)::text as size from audit_checkpoints`)

const { placeholder } = sql

/** No more records than weigh about half a mebibyte; what is not `details` weighs little. */
const readPage = prepare(sql`with page as materialized (
    select f.seq as place, octet_length(l.details::text) + 600 as weight, ${toldColumns}
    from audit_leaves f cross join lateral ${recordOf} l
    where f.seq > ${placeholder('after')}::bigint and f.seq <= ${placeholder('after')}::bigint + ${maxRows}
      and f.seq < coalesce(${placeholder('size')}::bigint, (select max(size) from audit_checkpoints)))
  select p.* from (select page.*, count(*) over ()::int as found, sum(weight) over (
      order by place rows between unbounded preceding and 1 preceding) as before from page) p
  where coalesce(p.before, 0) < ${maxBytes} order by p.place`)

/** Where the page that was read ends. */
function endOf(rows: readonly Row[], after: number): number {
  const cut = rows.length < Number(rows[0]?.found ?? 0)
  return cut ? Number(rows.at(-1)?.place) : after + maxRows
}

/** `after`: the last place that is had already; -1 for none. */
export async function exportRecords(call: Call, after: number): Promise<Reply> {
  const { ports, deadline } = call
  const { signal } = deadline
  const context = contextOf(call)
  const [, , [head = {}] = [], first = []] = await readTogether(
    ports,
    [
      opening(context, deadline),
      event(context, { outcome: 'success', entity: 'audit-logs', details: { after } }),
      readSize(),
      readPage({ after, size: null }),
    ],
    // One view for both: where the tree ends is where the page does.
    { signal, isolation: 'repeatable read' },
  )
  const size = Number(head.size)

  async function* texts() {
    for (let [page, last] = [first, after]; ; ) {
      let text = ''
      for (const row of page) {
        text += `${JSON.stringify(told(row))}\n`
        if (text.length < pieceLength) continue
        yield text
        text = ''
      }
      if (text) yield text
      last = endOf(page, last)
      if (last >= size - 1) return
      page = await read(ports, readPage({ after: last, size }), { signal })
    }
  }
  return {
    stream: flowOf(texts()),
    headers: {
      'content-type': exportType,
      'content-disposition': `attachment; filename="audit-logs-after-${after}.ndjson"`,
    },
  }
}
