/** What a page says of a refusal as a whole; what is wrong with a field stands beside the field. */
import type { ProblemCode } from '../core/errors.ts'
import type { Refusal } from '../ports/endpoint.ts'

const sentences: Partial<Record<ProblemCode, string>> = {
  csrf: 'This page had been open for too long, or it was not sent from here. Please check it, and send it once more.',
  forbidden: 'Your account may not do this.',
  'idempotency-mismatch':
    'This page was sent before, with something else in it. Please check it, and send it once more.',
  internal: 'Something went wrong on our side. It has been noted; please try again later.',
  'not-found': 'What you are looking for is not here, or not here any more.',
  'request-timeout': 'That took too long to arrive. Please try again.',
  'too-large': 'That was more than we take. Please shorten it.',
  unavailable: 'We cannot answer right now, and changed nothing. Please try again in a moment.',
  validation: 'Please look at what is marked here.',
}

export function sentenceOf({ code, detail, retryAfterSeconds: seconds }: Refusal): string {
  if (code === 'rate-limited') return `That was too often. Please try again in ${waitOf(seconds ?? 60)}.`
  return sentences[code] ?? detail
}

function waitOf(seconds: number): string {
  const [count, unit] = seconds < 120 ? [seconds, 'second'] : [Math.ceil(seconds / 60), 'minute']
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}
