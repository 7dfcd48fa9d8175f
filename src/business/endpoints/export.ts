/** How an entity's rows are taken along: all of them, as a file. */
import { type Endpoint, endpoint } from '../../ports/endpoint.ts'
import { exporting, exportTypes } from '../collection/export.ts'
import type { Entity } from '../declaration.ts'
import { exportQueryOf, revealing } from '../export-query.ts'
import { named } from './verb.ts'

/** A page of many rows may take longer than an answer of few, above all where a filter leaves few of many. */
const patienceMs = 5_000

/** Must be mounted before what takes any name for an id. */
export function exportEndpoint(entity: Entity): Endpoint {
  const { name } = entity
  const exportAll = exporting(entity)
  const { schema, parse, reveals } = exportQueryOf(entity)
  const { access, ...verb } = named(entity, 'export')
  return endpoint({
    ...verb,
    method: 'GET',
    path: `/v1/${name}/export`,
    summary: `Export your ${name}`,
    input: { query: schema },
    output: {
      status: 200,
      description:
        "One line for each, in the order of creation, written while it is read. A connection that is cut, without the last chunk of the transfer coding, means that it is not all. In CSV a text that a spreadsheet would take for a formula has `'` in front.",
      mediaType: exportTypes.ndjson,
      alternatives: [exportTypes.csv],
      flows: true,
      headers: ['Content-Disposition'],
    },
    problems: ['validation'],
    access: {
      ...access,
      besides: (query) => (reveals(query) ? [revealing(entity)] : []),
    },
    patienceMs,
    run: (call) => exportAll(call, parse(call.input.query)),
  })
}
