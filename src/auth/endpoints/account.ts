/** Taking everything along, and leaving. What the domain holds of a person is handed in from above. */
import { type Endpoint, endpoint } from '../../ports/endpoint.ts'
import { leftBy } from '../cookie.ts'
import { erasing } from '../erasure.ts'
import { exporting, exportShape, keptAs } from '../export.ts'
import type { OwnData } from '../own-data.ts'
import { userOf } from '../profile.ts'

export function accountEndpoints(parts: readonly OwnData[]): readonly Endpoint[] {
  const exportAll = exporting(parts)
  const erase = erasing(parts)
  return [
    endpoint({
      method: 'GET',
      path: '/v1/me/export',
      action: 'me:export',
      summary: 'Take along all that is kept of you',
      tag: 'Me',
      input: {},
      output: {
        status: 200,
        description: 'Everything, as one document to be kept.',
        body: exportShape(parts),
        headers: ['Content-Disposition'],
      },
      problems: [],
      access: 'recent',
      limits: ['address'],
      async run(call) {
        const body = await exportAll(call, userOf(call))
        return { body, headers: keptAs(body), secret: true }
      },
    }),
    endpoint({
      method: 'DELETE',
      path: '/v1/me',
      action: 'me:erase',
      summary: 'Erase yourself: for good, but for what the law wants kept',
      tag: 'Me',
      input: {},
      output: {
        status: 204,
        description: 'You are gone. Issued invoices are kept; nothing else is.',
        headers: ['Set-Cookie', 'Clear-Site-Data'],
      },
      problems: ['conflict'],
      access: 'recent',
      limits: ['address'],
      idempotent: true,
      async run(call) {
        const { replayed } = await erase(call, userOf(call))
        return { ...leftBy(call), replayed }
      },
    }),
  ]
}
