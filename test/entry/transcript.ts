/**
 * An exchange as it must be the same everywhere: what differs by its nature (ids, times, tokens) is replaced by a
 * placeholder, numbered by first appearance, so that two transcripts agree only if the same value stood in both places.
 */
import { createHash } from 'node:crypto'
import type { Received } from './wire.ts'

export interface Exchange {
  readonly request: string
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: unknown
}

/** Hop-by-hop, or the server's own affair (RFC 9110 §7.6.1): everything else must agree. */
export const droppedHeaders = [
  'connection',
  'content-length',
  'date',
  'keep-alive',
  'server',
  'transfer-encoding',
] as const

const kinds: readonly [kind: string, pattern: string][] = [
  ['token', 'hf_[a-z]_[A-Za-z0-9_-]{49}'],
  ['secret', 'whsec_[A-Za-z0-9+/]{43}='],
  // Of Stripe.
  ['checkout', 'cs_test_[0-9a-f]{40}'],
  ['uuid', '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'],
  // Not numbered: whether two moments fall into one millisecond is chance.
  ['time', '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z'],
  ['nonce', '(?<=nonce[-=][\'"]?)[A-Za-z0-9+/=_-]{16,}'],
  // Of the log: how many records came before is the affair of all that ran beside.
  ['record', '(?<="id":")\\d{1,18}(?=")'],
  ['cursor', '(?<=[?&]cursor=)[^&>"\\s]+|(?<="(?:next|prev)Cursor":")[^"]+'],
  ['csrf', '(?<="csrfToken":")[^"]+|(?<=name="csrf" value=")[^"]+'],
]
const pattern = new RegExp(kinds.map(([kind, text]) => `(?<${kind}>${text})`).join('|'), 'g')

export type Normalise = (text: string) => string

/** One for each scenario: numbering starts anew, so that a difference does not spread over those that follow. */
export function normaliser(): Normalise {
  const names = new Map<string, string>()
  const counts = new Map<string, number>()
  return (text) =>
    text.replace(pattern, (value, ...rest) => {
      const groups = rest.at(-1) as Record<string, string | undefined>
      const kind = Object.keys(groups).find((name) => groups[name] !== undefined) ?? 'value'
      if (kind === 'time' || kind === 'nonce') return `<${kind}>`
      const known = names.get(value)
      if (known) return known
      const count = (counts.get(kind) ?? 0) + 1
      counts.set(kind, count)
      names.set(value, `<${kind} ${count}>`)
      return `<${kind} ${count}>`
    })
}

export function exchangeOf(
  request: string,
  { status, headers, body }: Received,
  normalise: Normalise,
): Exchange {
  return {
    request: normalise(request),
    status,
    headers: headersOf(headers, normalise),
    body: bodyOf(String(headers['content-type'] ?? ''), body, normalise),
  }
}

function headersOf(headers: Received['headers'], normalise: Normalise) {
  const dropped: readonly string[] = droppedHeaders
  const kept = Object.entries(headers).filter(([name]) => !dropped.includes(name))
  return Object.fromEntries(
    kept
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => [
        name,
        [value]
          .flat()
          .map((text) => normalise(counted(name, text)))
          .join('\n'),
      ]),
  )
}

/** How much is left of a limit, and for how long, depends on the moment; that it is said does not. */
function counted(name: string, value: string): string {
  if (name === 'ratelimit') return value.replace(/r=\d+/, 'r=<left>').replace(/t=\d+/, 't=<seconds>')
  // Told to administrators alone; a Worker's clock stands still while it works.
  if (name === 'server-timing') return value.replace(/dur=[\d.]+/, 'dur=<ms>')
  // A digest of a body that holds ids and times.
  if (name === 'etag') return value.replace(/^"[0-9a-f]{32}"$/, '"<digest>"')
  return name === 'retry-after' ? '<seconds>' : value
}

function bodyOf(type: string, body: Buffer, normalise: Normalise): unknown {
  if (body.length === 0) return null
  const text = body.toString('utf8')
  // What a process counted is its own; that it counts, and in which format, is not.
  if (type.startsWith('text/plain; version=0.0.4')) return '<metrics>'
  const same = normalise(text)
  if (/[/+]json/.test(type) && same.length < 20_000) return JSON.parse(same)
  if (same.length < 2_000) return same
  return { title: /<title>([^<]*)/.exec(same)?.[1], sha256: createHash('sha256').update(same).digest('hex') }
}
