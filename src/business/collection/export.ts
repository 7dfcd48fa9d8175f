/**
 * Export: every row in scope that passes the filters, in the order of creation, as a file that is written while it is read.
 *
 * It is read page by page, each a trip of its own: nothing is held open in between, and nothing is asked once nobody reads any
 * more. So it is no snapshot: a row that changes meanwhile is told as it is when its page is read.
 * The first page comes with the event that tells of it, before anything is answered: what can be refused still is.
 */
import { event } from '../../audit/event.ts'
import type { KeyRing } from '../../core/keys.ts'
import type { Reply } from '../../ports/endpoint.ts'
import { contextOf, opening } from '../../store/context.ts'
import { flowOf } from '../../store/flow.ts'
import { read, readTogether } from '../../store/read.ts'
import type { Entity } from '../declaration.ts'
import type { ExportFormat, ExportQuery } from '../export-query.ts'
import { render, type Stored } from '../render.ts'
import { ownerOf } from '../scope.ts'
import type { EntityCall } from './call.ts'
import { csvLine } from './csv.ts'
import { exportPages } from './export-sql.ts'

export const exportTypes: Readonly<Record<ExportFormat, string>> = {
  ndjson: 'application/x-ndjson',
  csv: 'text/csv; charset=utf-8; header=present',
}

/** Characters that are sent at once: what is made waits for its reader, so it should be little. */
const pieceLength = 32_768

export function exporting(entity: Entity) {
  const pages = exportPages(entity)

  return async function exportAll(call: EntityCall, query: ExportQuery): Promise<Reply> {
    const { ports, deadline } = call
    const { signal } = deadline
    const { keys } = ports.config
    const { format, filters, only } = query
    const asked = { owner: ownerOf(call.actor), filters, only }
    const { head, lineOf } = writing(entity, format, only)

    const details = {
      format,
      fields: only.join(),
      // What is sensitive among them.
      revealed: only.filter((name) => name in entity.sensitive).join(),
      filters: filters.map(({ name }) => name).join(),
    }
    const [, , found = []] = await readTogether(
      ports,
      [
        opening(contextOf(call), deadline),
        event(contextOf(call), { outcome: 'success', entity: entity.name, details }),
        pages.statement({ ...asked, mark: undefined }, keys),
      ],
      { signal },
    )
    const first = pages.read(found)

    async function* texts() {
      let text = head
      for (let page = first; ; ) {
        for (const row of page.rows) {
          text += lineOf(keys, JSON.parse(row))
          if (text.length < pieceLength) continue
          yield text
          text = ''
        }
        const { mark } = page
        if (!mark) break
        page = pages.read(await read(ports, pages.statement({ ...asked, mark }, keys), { signal }))
      }
      if (text) yield text
    }
    const day = new Date(ports.clock.now()).toISOString().slice(0, 10)
    return {
      stream: flowOf(texts()),
      headers: {
        'content-type': exportTypes[format],
        'content-disposition': `attachment; filename="${entity.name}-${day}.${format}"`,
      },
    }
  }
}

/** How a file begins, and how a row stands in it. */
function writing(entity: Entity, format: ExportFormat, only: readonly string[]) {
  const rendered = (keys: KeyRing, row: Stored) => render(entity, keys, row, only)
  if (format === 'ndjson')
    return { head: '', lineOf: (keys: KeyRing, row: Stored) => `${JSON.stringify(rendered(keys, row))}\n` }
  const names = Object.keys(entity.output.shape).filter((name) => name === 'id' || only.includes(name))
  return {
    head: csvLine(names),
    lineOf: (keys: KeyRing, row: Stored) => csvLine(Object.values(rendered(keys, row))),
  }
}
