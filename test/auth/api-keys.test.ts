/** API keys: made by a person, for a program, within scopes; dead when their revocation is answered. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { promoteToAdmin } from '../../src/auth/admins.ts'
import { maxApiKeys } from '../../src/auth/api-keys.ts'
import { authJobs } from '../../src/auth/jobs.ts'
import { credentialKey, mint } from '../../src/auth/tokens.ts'
import { sha256 } from '../../src/core/bytes.ts'
import { endpointsOf } from '../../src/endpoints.ts'
import { tombstone } from '../../src/ports/cache.ts'
import type { BarePorts } from '../../src/ports/index.ts'
import { runJobs } from '../../src/store/jobs.ts'
import { type House, openHouse, type Person, testConfig } from '../support/house.ts'

const aud = 'https://reports.example.com'

let house: House
let ada: Person
/** Makes Redis refuse to bury, while it is set. */
let deaf = false

beforeAll(async () => {
  house = await openHouse({ config: { tokenAudiences: [aud] }, wrap: sometimesDeaf })
  ada = await house.signIn()
})
afterAll(() => house?.close())

function sometimesDeaf(ports: BarePorts): BarePorts {
  const bury: BarePorts['cache']['bury'] = async (...args) => {
    if (deaf) throw new Error('Redis is away.')
    return ports.cache.bury(...args)
  }
  return { ...ports, cache: { ...ports.cache, bury } }
}

const rows: House['rows'] = (...asked) => house.rows(...asked)

const alter: House['alter'] = (...change) => house.alter(...change)

interface Made {
  readonly id: string
  readonly key: string
}

const create = (person: Person, body: object = {}) =>
  house.send('POST', '/v1/auth/api-keys', { name: 'ci', scopes: ['customers:read'], ...body }, person.token)

async function made(person: Person, body: object = {}): Promise<Made> {
  const response = await create(person, body)
  expect(response.status).toBe(201)
  return (await response.json()) as Made
}

const status = async (method: string, path: string, token: string, body?: unknown) =>
  (await house.send(method, path, body, token)).status

const list = async (person: Person) => {
  const response = await house.send('GET', '/v1/auth/api-keys', undefined, person.token)
  return ((await response.json()) as { data: Record<string, unknown>[] }).data
}

const eventsOf = (id: string) =>
  rows(`select action, outcome, details from audit_logs
    where entity = 'users' and entity_id = '${id}' and operation = 'EVENT' order by id`)

describe('an API key', () => {
  test('is shown once, kept as its digest, and told of by mail [V14.2.6]', async () => {
    const response = await create(ada, { expiresAt: '2999-01-01T00:00:00+01:00' })
    expect([response.status, response.headers.get('cache-control')]).toEqual([201, 'no-store'])
    const { key, ...facts } = (await response.json()) as Made
    expect(key).toMatch(/^hf_k_[\w-]{49}$/)
    expect(facts).toMatchObject({
      name: 'ci',
      scopes: ['customers:read'],
      expiresAt: '2998-12-31T23:00:00.000Z',
      lastUsedAt: null,
    })
    expect(await list(ada)).toContainEqual(facts)
    expect(JSON.stringify(await list(ada))).not.toContain(key)
    const [row] = await rows(`select token_hash from api_keys where id = '${facts.id}'`)
    expect(row).toEqual({ token_hash: sha256(key) })
    expect((await house.mailTo(ada.email)).map(({ subject }) => subject)).toContain('An API key was made')
    expect(await eventsOf(ada.id)).toContainEqual({
      action: 'auth.api-key.created',
      outcome: 'success',
      details: { key: facts.id, scopes: ['customers:read'] },
    })
  })

  test('does what its scopes say, and no more [V10.3.2]', async () => {
    const reads = await made(ada)
    const writes = await made(ada, { scopes: ['customers:write'] })
    expect(await status('GET', '/v1/customers', reads.key)).toBe(200)
    expect(await status('POST', '/v1/customers', reads.key, { name: 'A' })).toBe(403)
    expect(await status('GET', '/v1/invoices', reads.key)).toBe(403)
    expect(await status('POST', '/v1/customers', writes.key, { name: 'A' })).toBe(201)
    expect(await status('GET', '/v1/customers', writes.key)).toBe(200)
    expect(await status('GET', '/v1/invoices', writes.key)).toBe(403)
  })

  test('is named in the log where it acts, and noted as used', async () => {
    const { id, key } = await made(ada, { scopes: ['customers:write'] })
    const response = await house.send('POST', '/v1/customers', { name: 'A' }, key)
    const customer = (await response.json()) as { id: string }
    await house.settle()
    const [record] = await rows(
      `select actor_kind, user_id, session_id from audit_logs where entity = 'customers' and entity_id = '${customer.id}'`,
    )
    expect(record).toEqual({ actor_kind: 'api-key', user_id: ada.id, session_id: id })
    expect((await list(ada)).find((one) => one.id === id)?.lastUsedAt).toEqual(expect.any(String))
  })

  test('reaches nothing of the account but who it is, and tokens within it [V8.2.1]', async () => {
    const { key } = await made(ada, { scopes: ['customers:write', 'invoices:write'] })
    const reached: string[] = []
    for (const { method, path, access, page } of endpointsOf(testConfig())) {
      if (access === 'anyone' || access === 'operator') continue
      const at = path.replaceAll(/\{\w+\}/g, crypto.randomUUID())
      const body = method === 'POST' || method === 'PATCH' ? bodies[`${method} ${path}`] : undefined
      const response = await house.send(method, at, body, key, { 'if-match': '"1"' })
      const refusedBySchema = response.status === 422 || response.status === 415
      if (/^\/v1\/(customers|invoices)/.test(path))
        expect([method, path, response.status]).not.toEqual([method, path, 403])
      // Schemas come before access: where none of our bodies fits, what is declared must tell.
      else if (refusedBySchema) expect([method, path, access]).not.toEqual([method, path, 'signed-in'])
      else if (response.status < 400) reached.push(`${method} ${path}`)
      else expect([method, path, response.status]).toEqual([method, path, 403])
      if (response.status === 403 && !page) expect(await response.json()).toMatchObject({ code: 'forbidden' })
    }
    expect(reached.sort()).toEqual(['GET /v1/me', 'POST /v1/auth/token'])
  })

  test('may what its person may now: a change of role reaches it at once [V8.3.2]', async () => {
    const person = await house.signIn('auditor')
    const { key } = await made(person, { scopes: ['audit-logs:read'] })
    const writes = await made(await house.signIn('admin'), { scopes: ['customers:write'] })
    expect(await status('GET', '/v1/customers', writes.key)).toBe(200)
    expect((await house.send('GET', '/v1/me', undefined, key)).status).toBe(200)
    await house.settle()
    const cached = credentialKey('api-key', sha256(key))
    expect((await house.ports.cache.get([cached]))[0]).toContain('"role":"auditor"')
    expect(await promoteToAdmin(house.ports, person.email)).toBe('promoted')
    const changed = `select actor_kind, details from audit_logs where action = 'auth.user.role-changed'`
    expect(await rows(changed)).toEqual([{ actor_kind: 'system', details: { from: 'auditor', to: 'admin' } }])
    expect((await house.ports.cache.get([cached]))[0]).toBe(tombstone)
    const me = await house.send('GET', '/v1/me', undefined, key)
    expect([me.status, await me.json()]).toMatchObject([200, { role: 'admin' }])
    expect(await status('GET', '/v1/customers', key)).toBe(403)
  })

  test('is refused in the log as well [V16.3.2]', async () => {
    const { id, key } = await made(ada)
    expect(await status('GET', '/v1/auth/sessions', key)).toBe(403)
    const denied = await rows(
      `select action, outcome, actor_kind from audit_logs where session_id = '${id}' and outcome = 'denied'`,
    )
    expect(denied).toEqual([{ action: 'sessions:list', outcome: 'denied', actor_kind: 'api-key' }])
  })
})

/** Bodies that the schemas take, so that it is the access that refuses. */
const bodies: Record<string, unknown> = {
  'PATCH /v1/me': { name: 'A' },
  'POST /v1/auth/api-keys': { name: 'more', scopes: ['customers:read'] },
  'POST /v1/auth/token': { audience: aud },
  'POST /v1/customers': { name: 'A' },
  'PATCH /v1/customers/{id}': { name: 'A' },
  'POST /v1/invoices': {
    customerId: '0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70',
    currency: 'EUR',
    lines: [{ description: 'Hour', quantity: 1, unitAmount: 100, taxRate: 0 }],
  },
  'PATCH /v1/invoices/{id}': { notes: 'A' },
}

describe('making one is refused', () => {
  test.each<[why: string, body: object, pointer: string]>([
    ['without a name', { name: ' ' }, '#/name'],
    ['with a name too long', { name: 'x'.repeat(101) }, '#/name'],
    ['without scopes', { scopes: [] }, '#/scopes'],
    ['for an unknown area', { scopes: ['sessions:read'] }, '#/scopes/0'],
    ['for the account itself', { scopes: ['self:write'] }, '#/scopes/0'],
    ['for an unknown use', { scopes: ['customers:delete'] }, '#/scopes/0'],
    ['for everything', { scopes: ['*'] }, '#/scopes/0'],
    ['beyond the person’s role', { scopes: ['customers:read', 'users:read'] }, '#/scopes/1'],
    ['with an expiry that has passed [V2.2.3]', { expiresAt: '2020-01-01T00:00:00Z' }, '#/expiresAt'],
    ['with an expiry that is none', { expiresAt: 'tomorrow' }, '#/expiresAt'],
    ['with an expiry before all time', { expiresAt: '0000-01-01T00:00:00Z' }, '#/expiresAt'],
    ['with an expiry after all time', { expiresAt: '9999-12-31T23:59:59-23:59' }, '#/expiresAt'],
    ['with an expiry without a zone', { expiresAt: '2999-01-01T00:00:00' }, '#/expiresAt'],
    ['for somebody else', { userId: '0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70' }, '#'],
  ])('%s [V10.4.11]', async (_why, body, pointer) => {
    const before = (await list(ada)).length
    const response = await create(ada, body)
    expect([response.status, await response.json()]).toMatchObject([
      422,
      { code: 'validation', errors: [{ pointer }] },
    ])
    expect(await list(ada)).toHaveLength(before)
  })

  test('by role: each may give what it may do', async () => {
    const [auditor, admin] = [await house.signIn('auditor'), await house.signIn('admin')]
    const told = async (person: Person, scope: string) => (await create(person, { scopes: [scope] })).status
    expect(await told(auditor, 'users:read')).toBe(201)
    expect(await told(auditor, 'users:write')).toBe(422)
    expect(await told(auditor, 'invoices:read')).toBe(422)
    expect(await told(admin, 'users:write')).toBe(201)
    expect(await told(admin, 'invoices:write')).toBe(201)
  })

  test('to who proved long ago who they are [V7.5.1] [V10.3.4]', async () => {
    const person = await house.signIn()
    await alter(
      `update sessions set auth_time = now() - interval '11 minutes' where id = $1`,
      person.sessionId,
    )
    const response = await create(person)
    expect([response.status, await response.json()]).toMatchObject([
      403,
      { code: 'reauthentication-required' },
    ])
    expect(await list(person)).toEqual([])
  })

  test('where there are too many; one that is revoked or expired makes room [V2.3.2]', async () => {
    const person = await house.signIn()
    const first = await made(person)
    for (let n = 1; n < maxApiKeys; n++) await made(person)
    const full = await create(person)
    expect([full.status, await full.json()]).toMatchObject([409, { code: 'conflict' }])
    expect(await status('DELETE', `/v1/auth/api-keys/${first.id}`, person.token)).toBe(204)
    const { id } = await made(person)
    expect((await create(person)).status).toBe(409)
    await alter(`update api_keys set expires_at = now() where id = $1`, id)
    expect((await create(person)).status).toBe(201)
  })
})

describe('a key opens nothing', () => {
  const opens = async (key: string) => status('GET', '/v1/me', key)
  const stopped: [why: string, stop: (person: Person, key: Made) => Promise<unknown>][] = [
    [
      'once it is revoked',
      (p, { id }) => house.send('DELETE', `/v1/auth/api-keys/${id}`, undefined, p.token),
    ],
    [
      'once it has expired',
      (_p, { id }) => alter('update api_keys set expires_at = now() where id = $1', id),
    ],
    ['of a disabled account', (p) => alter('update users set disabled_at = now() where id = $1', p.id)],
    ['of an unproven address', (p) => alter('update users set verified_at = null where id = $1', p.id)],
  ]

  test.each(stopped)('%s', async (_why, stop) => {
    const person = await house.signIn()
    const key = await made(person)
    await stop(person, key)
    const response = await house.send('GET', '/v1/me', undefined, key.key)
    expect([response.status, await response.json()]).toMatchObject([401, { code: 'unauthenticated' }])
  })

  test('from the moment its revocation is answered, however warm it was', async () => {
    const person = await house.signIn()
    const { id, key } = await made(person)
    expect(await opens(key)).toBe(200)
    await house.settle()
    const cached = credentialKey('api-key', sha256(key))
    expect((await house.ports.cache.get([cached]))[0]).toContain(person.id)
    expect(await status('DELETE', `/v1/auth/api-keys/${id}`, person.token)).toBe(204)
    expect((await house.ports.cache.get([cached]))[0]).toBe(tombstone)
    expect(await opens(key)).toBe(401)
    expect(await list(person)).toEqual([])
    expect(await eventsOf(person.id)).toContainEqual({
      action: 'auth.api-key.revoked',
      outcome: 'success',
      details: { key: id },
    })
  })

  test('where Redis missed it, once the outbox has been worked off', async () => {
    const person = await house.signIn()
    const { id, key } = await made(person)
    await opens(key)
    await house.settle()
    deaf = true
    expect(await status('DELETE', `/v1/auth/api-keys/${id}`, person.token)).toBe(204)
    deaf = false
    // The one that Redis remembers: the bound is its minute, and the outbox is faster.
    expect(await opens(key)).toBe(200)
    // It is due in two seconds; here it is now.
    await house.ports.database.atomic([
      { text: `update outbox set run_at = now() where topic = 'api-key.tombstone'`, params: [] },
    ])
    await runJobs(house.ports, authJobs)
    expect(await opens(key)).toBe(401)
  })

  test.each<[what: string, send: (key: string) => Promise<Response>]>([
    ['as a cookie', (key) => house.fetch('/v1/me', { headers: { cookie: `__Host-sid=${key}` } })],
    ['as access_token in the query', (key) => house.fetch(`/v1/me?access_token=${key}`)],
    ['as api_key in the query', (key) => house.fetch(`/v1/me?api_key=${key}`)],
    ['as a header of another name', (key) => house.fetch('/v1/me', { headers: { 'x-api-key': key } })],
    ['as Basic', (key) => house.fetch('/v1/me', { headers: { authorization: `Basic ${btoa(`${key}:`)}` } })],
    [
      'with a letter changed',
      (key) =>
        house.send(
          'GET',
          '/v1/me',
          undefined,
          `${key.slice(0, 20)}${key[20] === 'A' ? 'B' : 'A'}${key.slice(21)}`,
        ),
    ],
    [
      'under the prefix of a session',
      (key) => house.send('GET', '/v1/me', undefined, key.replace('hf_k_', 'hf_s_')),
    ],
    ['that nobody has', () => house.send('GET', '/v1/me', undefined, mint('k').token)],
  ])('%s [V14.2.1]', async (_what, send) => {
    const { key } = await made(ada)
    expect([401, 422]).toContain((await send(key)).status)
  })

  test('as a session of its person under the prefix of a key [V7.2.2]', async () => {
    expect(await opens(ada.token.replace('hf_s_', 'hf_k_'))).toBe(401)
  })

  test('beside a cookie: two credentials are one too many', async () => {
    const { key } = await made(ada)
    const headers = { authorization: `Bearer ${key}`, cookie: `__Host-sid=${ada.token}` }
    const response = await house.fetch('/v1/me', { headers })
    expect([response.status, await response.json()]).toMatchObject([400, { code: 'ambiguous-credentials' }])
  })
})

describe('revoking', () => {
  test('asks for no fresh proof', async () => {
    const person = await house.signIn()
    const { id } = await made(person)
    await alter(`update sessions set auth_time = now() - interval '1 day' where id = $1`, person.sessionId)
    expect(await status('DELETE', `/v1/auth/api-keys/${id}`, person.token)).toBe(204)
  })

  test('finds no stranger’s key, none twice, and none that is none [V8.2.2]', async () => {
    const { id, key } = await made(ada)
    const eve = await house.signIn()
    expect(await status('DELETE', `/v1/auth/api-keys/${id}`, eve.token)).toBe(404)
    expect(await status('GET', '/v1/me', key)).toBe(200)
    expect(await status('DELETE', `/v1/auth/api-keys/${id}`, ada.token)).toBe(204)
    expect(await status('DELETE', `/v1/auth/api-keys/${id}`, ada.token)).toBe(404)
    expect(await status('DELETE', `/v1/auth/api-keys/${crypto.randomUUID()}`, ada.token)).toBe(404)
    expect(await status('DELETE', '/v1/auth/api-keys/x', ada.token)).toBe(422)
  })

  test('happens once, however many ask at once', async () => {
    const { id } = await made(ada)
    const ask = () => status('DELETE', `/v1/auth/api-keys/${id}`, ada.token)
    const answers = await Promise.all(Array.from({ length: 20 }, ask))
    expect(answers.filter((one) => one === 204)).toHaveLength(1)
    expect(answers.filter((one) => one === 404)).toHaveLength(19)
  })
})
