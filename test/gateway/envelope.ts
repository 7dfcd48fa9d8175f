/** What stands on every answer, whatever its status (the contract, «Every response»). */
import { expect } from 'vitest'

export const apiPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

const always = {
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'content-security-policy': apiPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
}

const shapes = {
  'x-request-id': /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  'ratelimit-policy': /^"(address|credential|login|mail|payments)";q=\d+;w=\d+$/,
  ratelimit: /^"(address|credential|login|mail|payments)";r=\d+;t=\d+$/,
  'permissions-policy':
    /^(?=.*\bcamera=\(\))(?=.*\bmicrophone=\(\))(?=.*\bgeolocation=\(\))(?!.*\*)(?!.*self)/,
}

export function expectEnvelope({ headers }: Response) {
  const found = Object.fromEntries(headers)
  expect(found).toMatchObject(always)
  for (const [name, shape] of Object.entries(shapes)) expect(`${found[name]}`, name).toMatch(shape)
  for (const name of ['x-powered-by', 'server']) expect(found).not.toHaveProperty(name)
}

/** The whole document of a problem, and nothing beside it. */
export function problemOf(response: Response, code: string, title: string, more: object = {}) {
  return {
    type: `/problems/${code}`,
    title,
    status: response.status,
    code,
    instance: `urn:uuid:${response.headers.get('x-request-id')}`,
    ...more,
  }
}
