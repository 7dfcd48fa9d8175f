/** What the audit log says of the invoice, each record beside the step that caused it. */
import type { Answer } from './ask.ts'
import type { Told } from './step.ts'

interface Recorded {
  readonly action: string
  readonly requestId: string
  readonly new: Readonly<Record<string, unknown>> | null
  readonly redacted: readonly string[]
}

/** A line for each record, newest first. The request's id, which no caller can choose, ties it to its step. */
export function historyText({ body }: Answer, told: readonly Told[]): string {
  const { data } = body as { readonly data: readonly Recorded[] }
  return data
    .map(({ action, requestId, new: now, redacted }) => {
      const step = told.find(({ answer }) => answer.headers.get('x-request-id') === requestId)
      const changed = Object.keys(now ?? {}).filter((name) => !upkeep.includes(name))
      const kept = changed.length > 4 ? `${changed.length} columns` : changed.join(', ')
      const hidden = redacted.length > 0 ? `; not kept: ${redacted.join(', ')}` : ''
      return `step ${String(step?.number ?? '?').padStart(2)}  ${action.padEnd(16)}  ${kept}${hidden}`
    })
    .join('\n')
}

/** Changes with every change. */
const upkeep = ['version', 'updatedAt']
