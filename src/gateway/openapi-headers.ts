/** Every header that an answer carries or a request may carry, described once. */
import type { Preference } from '../ports/preference.ts'
import type { JsonSchema } from './openapi-schema.ts'

export interface Header {
  readonly description: string
  /** On every answer that names it. */
  readonly required?: true
  readonly schema: JsonSchema
  readonly example?: unknown
}

const text = (description: string, example?: string): Header => ({
  description,
  schema: { type: 'string' },
  ...(example === undefined ? {} : { example }),
})

/** On every answer, whatever its status. */
export const onEveryAnswer = required({
  'X-Request-Id': {
    description: 'Our name for this request: the log and the audit log know it by this id.',
    schema: { type: 'string', format: 'uuid' },
  },
  RateLimit: text(
    'What is left of the limit, and the seconds until it is whole again.',
    '"credential";r=599;t=60',
  ),
  'RateLimit-Policy': text(
    'The limit itself: how many requests in how many seconds.',
    '"credential";q=600;w=60',
  ),
  'Cache-Control': text('Who may keep the answer, and for how long.', 'private, no-cache'),
  'Strict-Transport-Security': text('Only over TLS, for two years.', 'max-age=63072000; includeSubDomains'),
  'Content-Security-Policy': text('What a browser may load with this answer.', "default-src 'none'"),
  'X-Content-Type-Options': text('The media type is what it says.', 'nosniff'),
  'Referrer-Policy': text('Our addresses are told to nobody.', 'no-referrer'),
  'Cross-Origin-Resource-Policy': text('Not to be embedded elsewhere.', 'same-origin'),
  'Cross-Origin-Opener-Policy': text('No window of ours is shared with another origin.', 'same-origin'),
  'Permissions-Policy': text('What a page may ask of the device: nothing.', 'camera=(), microphone=()'),
  'X-Frame-Options': text('In no frame, said to older browsers.', 'DENY'),
  'X-XSS-Protection': text('A filter of older browsers that did harm stays off.', '0'),
  'Origin-Agent-Cluster': text('Apart from other origins of the site, in a process of its own.', '?1'),
  'X-DNS-Prefetch-Control': text('No name is looked up ahead.', 'off'),
  'X-Download-Options': text('What is downloaded is not opened in our name.', 'noopen'),
  'X-Permitted-Cross-Domain-Policies': text('No policy file lets another domain in.', 'none'),
})

/** On those answers that have them. */
export const onSome: Readonly<Record<string, Header>> = {
  ETag: text(
    'The version of a row, to be sent back as If-Match or If-None-Match; of a list, a digest for If-None-Match.',
    '"3"',
  ),
  Age: text('While the database is away: for how many seconds this has been known (RFC 9111 §5.1).', '12'),
  Warning: text(
    'While the database is away: whether this is still so could not be asked.',
    '111 - "Revalidation Failed"',
  ),
  'Server-Timing': text('For admins alone: how long it took, in milliseconds.', 'total;dur=4.2'),
  'Content-Disposition': text(
    'To be kept, and under which name (RFC 6266).',
    'attachment; filename="holdfast-2026-01-31.json"',
  ),
  'X-Robots-Tag': text('What a search engine may keep of it: nothing.', 'noindex, nofollow, noarchive'),
  Location: text('Where the new resource is.', '/v1/invoices/0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70'),
  Link: text('The next page (RFC 8288).', '</v1/invoices?cursor=eyJ2IjoxfQ>; rel="next"'),
  'Set-Cookie': text(
    'The session, where it is carried as a cookie.',
    '__Host-sid=…; Secure; HttpOnly; SameSite=Lax; Path=/',
  ),
  'Clear-Site-Data': text(
    'What a browser is to forget with the session, where that was carried as a cookie.',
    '"cache", "storage"',
  ),
  'Idempotency-Replayed': text(
    '`true` when this is the stored answer to an earlier request with the same key.',
    'true',
  ),
  'Audit-Checkpoint': text(
    'As preferred: the newest signed checkpoint of the audit log (C2SP tlog-checkpoint), in base64. Kept, it shows later that nothing it covers was changed.',
  ),
  'Preference-Applied': text('Which preferences were heeded (RFC 7240 §3).', 'return=minimal'),
  'Retry-After': {
    description: 'Seconds to wait before asking again.',
    schema: { type: 'integer', minimum: 1 },
  },
}

const preferences: Readonly<Record<Preference, string>> = {
  'return=minimal': '`return=minimal`: no body in the answer.',
  'tx=rollback': '`tx=rollback`: a dry run. Everything is checked and answered, and nothing is kept.',
  'count=exact': '`count=exact`: how many there are in all. It costs what counting them costs.',
  'audit-checkpoint': '`audit-checkpoint`: the newest checkpoint of the audit log, in a header.',
}

/** What may be preferred here (RFC 7240). */
export const preferParameter = (offered: readonly Preference[]) => ({
  name: 'Prefer',
  in: 'header',
  required: false,
  description: offered.map((one) => preferences[one]).join(' '),
  schema: { type: 'string', maxLength: 200 },
  example: offered[0],
})

/** What an answer may carry for it. */
export const headersPreferred = (offered: readonly Preference[] = []) => [
  ...(offered.length > 0 ? ['Preference-Applied'] : []),
  ...(offered.includes('audit-checkpoint') ? ['Audit-Checkpoint'] : []),
]

/** What a request may carry, as reusable parameters. */
export const parameters = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description:
      'Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
    example: '8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de',
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    required: true,
    description: 'The ETag of the version you mean to change (`*` for any).',
    schema: { type: 'string' },
    example: '"3"',
  },
  IfMatchOrNot: {
    name: 'If-Match',
    in: 'header',
    required: false,
    description: 'The ETag of the version you mean to change; without it, the one there is.',
    schema: { type: 'string' },
    example: '"3"',
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    required: false,
    description: 'The ETag you already have: 304 if it is still the current one.',
    schema: { type: 'string' },
    example: '"3"',
  },
} as const

export type ParameterName = keyof typeof parameters

function required(headers: Readonly<Record<string, Header>>): Readonly<Record<string, Header>> {
  return Object.fromEntries(Object.entries(headers).map(([name, one]) => [name, { ...one, required: true }]))
}

/** A header by any spelling of its name, under its canonical one. */
export function headerNamed(name: string): readonly [string, Header] {
  const all = { ...onEveryAnswer, ...onSome }
  const known = Object.entries(all).find(([one]) => one.toLowerCase() === name.toLowerCase())
  return known ?? [name, text(`${name}.`)]
}
