/** Whom to tell of a vulnerability (RFC 9116): from the settings, and nothing where they name nobody. */
import { AppError } from '../core/errors.ts'
import { endpoint } from '../ports/endpoint.ts'
import type { Ports } from '../ports/index.ts'

const path = '/.well-known/security.txt'

export const securityTxt = endpoint({
  method: 'GET',
  path,
  action: 'system:security-txt',
  summary: 'Whom to tell of a vulnerability (RFC 9116).',
  tag: 'System',
  input: {},
  output: { status: 200, description: 'Fields, one a line.', mediaType: 'text/plain; charset=utf-8' },
  problems: ['not-found'],
  access: 'anyone',
  limits: ['address'],
  run: async ({ ports }) => ({ body: fieldsOf(ports) }),
})

const dayMs = 86_400_000
/** Less than a year ahead, as §2.5.5 asks: whoever kept a copy looks again. */
const validDays = 180

function fieldsOf({ config: { baseUrl, security }, clock }: Ports): string {
  if (!security) throw new AppError('not-found')
  // Whole days, so that the document is the same all day long.
  const expires = new Date((Math.floor(clock.now() / dayMs) + validDays) * dayMs)
  const fields = [
    ...security.contacts.map((uri) => `Contact: ${uri}`),
    `Expires: ${expires.toISOString().replace('.000', '')}`,
    `Preferred-Languages: ${security.languages.join(', ')}`,
    // §2.5.2: a web address here begins with https.
    ...(baseUrl.startsWith('https://') ? [`Canonical: ${baseUrl}${path}`] : []),
    ...(security.policy ? [`Policy: ${security.policy}`] : []),
  ]
  return fields.map((field) => `${field}\n`).join('')
}
