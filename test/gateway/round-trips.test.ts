/** The budget of round trips that a caller waits for (ARCHITECTURE.md). Nobody adds one without editing this table. */
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { haveRedisServer, type OwnServers, openServers } from '../drivers/redis/own-servers.ts'
import { authenticator } from '../support/authenticator.ts'
import { counting, type Trips } from '../support/counting.ts'
import { type House, openHouse, type Person } from '../support/house.ts'
import { canOverhear, logStatements, overhear } from '../support/overheard.ts'
import { postgresUrl } from '../support/servers.ts'

interface Scene {
  readonly house: House
  readonly person: Person
  readonly admin: Person
  readonly customerId: string
  readonly invoiceId: string
}

/** Prepares uncounted, and returns the request to count. */
type Act = (scene: Scene) => Promise<() => Promise<Response>>

const line = { description: 'Hour', quantity: 1, unitAmount: 100, taxRate: 0 }
const idOf = async (response: Response) => ((await response.json()) as { id: string }).id
const at =
  (path: string): Act =>
  async ({ house, person }) =>
  () =>
    house.send('GET', path, undefined, person.token)

const aKey = { name: 'ci', scopes: ['customers:read'] }

async function keyOf({ house, person }: Pick<Scene, 'house' | 'person'>) {
  const made = await house.send('POST', '/v1/auth/api-keys', aKey, person.token)
  return (await made.json()) as { id: string; key: string }
}

const other = 'limpets cling to the pier'
const post = (house: House, path: string, body?: unknown, token?: string) =>
  house.send('POST', `/v1/auth/${path}`, body, token)
const json = async (sent: Promise<Response>) =>
  (await (await sent).json()) as Record<string, string> & { challenge: string; secret: string }

/** Somebody whose logins take a code, and what their app knows. The code of the step before confirmed it. */
async function secured(house: House) {
  const person = await house.signIn()
  const { secret } = await json(post(house, 'second-factors/totp', undefined, person.token))
  const code = (steps: number) =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 })
  await post(house, 'second-factors/totp/confirm', { code: code(-1) }, person.token)
  return { person, code }
}

/** Somebody who signs in with a passkey, and what lies in their hand. */
async function keyed(house: House) {
  const person = await house.signIn()
  const device = authenticator(house.ports.config.baseUrl)
  const begun = (await json(post(house, 'passkeys/options', undefined, person.token))) as never
  return { person, device, begun }
}

/** What an administrator, whose session is remembered, does about a person. */
const about = ({ house, admin }: Scene, { id }: Pick<Person, 'id'>) => {
  return (method: string, path: string, body?: unknown) => () =>
    house.send(method, `/v1/users/${id}${path}`, body, admin.token, { 'if-match': '*' })
}

const log =
  (path: string): Act =>
  async ({ house, admin }) =>
  () =>
    house.send('GET', `/v1/audit-logs${path}`, undefined, admin.token)

const budget: readonly [what: string, redis: number, postgres: number, status: number, act: Act][] = [
  [
    'an authenticated write',
    1,
    1,
    201,
    async ({ house, person }) =>
      () =>
        house.send('POST', '/v1/customers', { name: 'A' }, person.token),
  ],
  [
    'a write with an idempotency key',
    1,
    1,
    201,
    async ({ house, person }) =>
      () =>
        house.send('POST', '/v1/customers', { name: 'A' }, person.token, {
          'idempotency-key': crypto.randomUUID(),
        }),
  ],
  [
    'an update',
    1,
    1,
    200,
    async ({ house, person, invoiceId }) =>
      () =>
        house.send('PATCH', `/v1/invoices/${invoiceId}`, { notes: 'x' }, person.token, { 'if-match': '*' }),
  ],
  [
    'an update of a part of a field, which is read to be merged',
    1,
    2,
    200,
    async ({ house, person }) => {
      const address = { line1: 'a', city: 'b', postalCode: 'c', country: 'DE' }
      const made = await house.send('POST', '/v1/customers', { name: 'A', address }, person.token)
      const path = `/v1/customers/${await idOf(made)}`
      return () => house.send('PATCH', path, { address: { city: 'd' } }, person.token, { 'if-match': '"1"' })
    },
  ],
  ['a cached read', 1, 0, 200, async (scene) => read(scene, await cachedInvoice(scene))],
  ['an uncached read', 1, 1, 200, async (scene) => at(`/v1/customers/${scene.customerId}`)(scene)],
  ['a list', 1, 1, 200, at('/v1/invoices?limit=2')],
  [
    'a read with a session that is not in the cache',
    1,
    2,
    200,
    async ({ house, customerId, person: { email, password } }) => {
      const login = await house.send('POST', '/v1/auth/login', { email, password })
      const { token } = (await login.json()) as { token: string }
      return () => house.send('GET', `/v1/customers/${customerId}`, undefined, token)
    },
  ],
  [
    'a login',
    1,
    2,
    200,
    async ({ house, person: { email, password } }) =>
      () =>
        house.send('POST', '/v1/auth/login', { email, password }),
  ],
  [
    'a logout',
    2,
    1,
    204,
    async ({ house }) => {
      const other = await house.signIn()
      await house.send('GET', '/v1/me', undefined, other.token)
      return () => house.send('POST', '/v1/auth/logout', undefined, other.token)
    },
  ],
  [
    'a login with an idempotency key',
    1,
    2,
    200,
    async ({ house, person: { email, password } }) => {
      const key = { 'idempotency-key': crypto.randomUUID() }
      return () => house.send('POST', '/v1/auth/login', { email, password }, undefined, key)
    },
  ],
  [
    'a login that is sent again',
    1,
    2,
    200,
    async ({ house, person: { email, password } }) => {
      const key = { 'idempotency-key': crypto.randomUUID() }
      const send = () => house.send('POST', '/v1/auth/login', { email, password }, undefined, key)
      await send()
      return send
    },
  ],
  [
    'the ending of a session with an idempotency key',
    2,
    1,
    204,
    async ({ house, person }) => {
      const { email, password, token } = person
      const login = await house.send('POST', '/v1/auth/login', { email, password })
      const { session } = (await login.json()) as { session: { id: string } }
      const key = { 'idempotency-key': crypto.randomUUID() }
      return () => house.send('DELETE', `/v1/auth/sessions/${session.id}`, undefined, token, key)
    },
  ],
  [
    'a list for a program whose key is remembered',
    1,
    1,
    200,
    async (scene) => {
      const { key } = await keyOf(scene)
      await scene.house.send('GET', '/v1/customers', undefined, key)
      return () => scene.house.send('GET', '/v1/customers', undefined, key)
    },
  ],
  [
    'the making of an API key',
    1,
    1,
    201,
    async ({ house, person }) =>
      () =>
        house.send('POST', '/v1/auth/api-keys', aKey, person.token),
  ],
  [
    'the revocation of an API key',
    2,
    1,
    204,
    async (scene) => {
      const { id } = await keyOf(scene)
      return () => scene.house.send('DELETE', `/v1/auth/api-keys/${id}`, undefined, scene.person.token)
    },
  ],
  [
    'a token for another service',
    1,
    1,
    200,
    async ({ house, person }) =>
      () =>
        house.send('POST', '/v1/auth/token', { audience: 'reports' }, person.token),
  ],
  [
    'a login that asks for a second factor',
    1,
    2,
    403,
    async ({ house }) => {
      const { email, password } = (await secured(house)).person
      return () => post(house, 'login', { email, password })
    },
  ],
  [
    'a second factor',
    1,
    2,
    200,
    async ({ house }) => {
      const { person, code } = await secured(house)
      const { email, password } = person
      const { challenge } = await json(post(house, 'login', { email, password }))
      return () => post(house, 'login/second-factor', { challenge, method: 'totp', code: code(0) })
    },
  ],
  [
    'a wrong second factor',
    1,
    2,
    401,
    async ({ house }) => {
      const { email, password } = (await secured(house)).person
      const { challenge } = await json(post(house, 'login', { email, password }))
      return () => post(house, 'login/second-factor', { challenge, method: 'recovery-code', code: 'no' })
    },
  ],
  [
    'the begin of a login with a passkey',
    1,
    1,
    200,
    async ({ house }) =>
      () =>
        post(house, 'login/passkey/options'),
  ],
  [
    'a login with a passkey',
    1,
    2,
    200,
    async ({ house }) => {
      const { person, device, begun } = await keyed(house)
      await post(house, 'passkeys', { name: 'Mine', response: device.create(begun) }, person.token)
      const response = device.get((await json(post(house, 'login/passkey/options'))) as never)
      return () => post(house, 'login/passkey', { response })
    },
  ],
  [
    'a login with a passkey that nobody knows',
    1,
    2,
    401,
    async ({ house }) => {
      const { device, begun } = await keyed(house)
      device.create(begun)
      const response = device.get((await json(post(house, 'login/passkey/options'))) as never)
      return () => post(house, 'login/passkey', { response })
    },
  ],
  [
    'the registration of a passkey, which ends no other session',
    1,
    1,
    201,
    async ({ house }) => {
      const { person, device, begun } = await keyed(house)
      await house.send('GET', '/v1/me', undefined, person.token)
      const body = { name: 'Mine', response: device.create(begun) }
      return () => post(house, 'passkeys', body, person.token)
    },
  ],
  [
    'a proof of who one is',
    2,
    2,
    200,
    async ({ house }) => {
      const { token, password } = await house.signIn()
      await house.send('GET', '/v1/me', undefined, token)
      return () => post(house, 'reauthenticate', { password }, token)
    },
  ],
  [
    'the question for a new password',
    1,
    1,
    202,
    async ({ house, person: { email } }) =>
      () =>
        post(house, 'password/forgot', { email }),
  ],
  [
    'a new password by mail, which ends sessions',
    2,
    2,
    204,
    async ({ house }) => {
      const { email } = await house.signIn()
      await post(house, 'password/forgot', { email })
      const token = await house.mailedToken(email, 'r')
      return () => post(house, 'password/reset', { token, password: other })
    },
  ],
  [
    'a new password by the old one, which ends sessions',
    2,
    2,
    200,
    async ({ house }) => {
      const { token, password } = await house.signIn()
      await house.send('GET', '/v1/me', undefined, token)
      return () => post(house, 'password/change', { currentPassword: password, password: other }, token)
    },
  ],
  ['a page of the audit log', 1, 1, 200, log('?limit=2')],
  ['a record of the audit log', 1, 1, 200, log('/1')],
  ['the look at a user', 1, 1, 200, async (scene) => about(scene, scene.person)('GET', '')],
  ['the sessions of a user', 1, 1, 200, async (scene) => about(scene, scene.person)('GET', '/sessions')],
  [
    'another role for a user, which ends sessions',
    2,
    1,
    200,
    async (scene) => about(scene, await scene.house.signIn())('PATCH', '', { role: 'auditor' }),
  ],
  [
    'the role that a user has',
    1,
    1,
    200,
    async (scene) => about(scene, scene.person)('PATCH', '', { role: 'member' }),
  ],
  [
    'the end of a user’s sessions',
    2,
    1,
    204,
    async (scene) => about(scene, await scene.house.signIn())('DELETE', '/sessions'),
  ],
  ['an export of everything', 1, 1, 200, at('/v1/me/export')],
  [
    'the erasure of a person, with sessions and keys',
    2,
    1,
    204,
    async ({ house }) => {
      const person = await house.signIn()
      const { key } = await keyOf({ house, person })
      for (const token of [person.token, key]) await house.send('GET', '/v1/me', undefined, token)
      return () => house.send('DELETE', '/v1/me', undefined, person.token)
    },
  ],
  [
    'the refusal of a stranger',
    1,
    0,
    401,
    async ({ house }) =>
      () =>
        house.send('GET', '/v1/invoices'),
  ],
  [
    'the refusal of a malformed token',
    1,
    0,
    401,
    async ({ house }) =>
      () =>
        house.send('GET', '/v1/invoices', undefined, 'hf_s_x'),
  ],
  [
    'what is not found',
    1,
    0,
    404,
    async ({ house }) =>
      () =>
        house.send('GET', '/nowhere'),
  ],
  [
    'a health check',
    0,
    0,
    200,
    async ({ house }) =>
      () =>
        house.send('GET', '/livez'),
  ],
]

/** Looks after the account of somebody else, who is signed in and has a key. */
const administer =
  (method: string, path: string, body?: unknown): Act =>
  async ({ house }) => {
    const [admin, other] = [await house.signIn('admin'), await house.signIn()]
    const { key } = await keyOf({ house, person: other })
    for (const token of [admin.token, other.token, key]) await house.send('GET', '/v1/me', undefined, token)
    const at = `/v1/users/${other.id}${path}`
    return () => house.send(method, at, body, admin.token, method === 'PATCH' ? { 'if-match': '*' } : {})
  }

const administration: typeof budget = [
  ['an account, looked at', 1, 1, 200, administer('GET', '')],
  ['the sessions of an account, looked at', 1, 1, 200, administer('GET', '/sessions')],
  ['another role, with sessions and keys', 2, 1, 200, administer('PATCH', '', { role: 'auditor' })],
  ['a disabled account, with sessions and keys', 2, 1, 200, administer('PATCH', '', { disabled: true })],
  ['a demand of a new password', 2, 1, 204, administer('POST', '/password/reset')],
  ['the end of somebody’s sessions', 2, 1, 204, administer('DELETE', '/sessions')],
  [
    'a list of users',
    1,
    1,
    200,
    async ({ house }) => {
      const { token } = await house.signIn('admin')
      await house.send('GET', '/v1/me', undefined, token)
      return () => house.send('GET', '/v1/users', undefined, token)
    },
  ],
]

async function furnish(house: House): Promise<Scene> {
  const [person, admin] = [await house.signIn(), await house.signIn('admin')]
  const customerId = await idOf(await house.send('POST', '/v1/customers', { name: 'A' }, person.token))
  const invoice = { customerId, currency: 'EUR', lines: [line] }
  const invoiceId = await idOf(await house.send('POST', '/v1/invoices', invoice, person.token))
  await house.send('GET', '/v1/me', undefined, person.token)
  await house.settle()
  return { house, person, admin, customerId, invoiceId }
}

async function cachedInvoice(scene: Scene): Promise<string> {
  await (await read(scene, scene.invoiceId)()).arrayBuffer()
  await scene.house.settle()
  return scene.invoiceId
}

const read =
  ({ house, person }: Scene, id: string) =>
  () =>
    house.send('GET', `/v1/invoices/${id}`, undefined, person.token)

describe('round trips, as the drivers are asked for them', () => {
  const trips: Trips = { redis: 0, postgres: 0 }
  let scene: Scene

  beforeAll(async () => {
    scene = await furnish(await openHouse({ wrap: counting(trips), config: { tokenAudiences: ['reports'] } }))
  })
  afterAll(() => scene?.house.close())
  // On a slow machine the table takes longer than a session is remembered.
  beforeEach(async () => {
    for (const { token } of [scene.person, scene.admin])
      await scene.house.send('GET', '/v1/me', undefined, token)
    await scene.house.settle()
  })

  test.each([...budget, ...administration])(
    '%s: %i Redis, %i Postgres',
    async (what, redis, postgres, status, act) => {
      // The update above left a tombstone, under which nothing is cached; a read of a row nobody touched is meant here.
      if (what === 'a cached read') scene = await furnish(scene.house)
      const send = await act(scene)
      await scene.house.settle()
      Object.assign(trips, { redis: 0, postgres: 0 })
      const response = await send()
      const waited = { ...trips }
      expect(response.status).toBe(status)
      expect(waited).toEqual({ redis, postgres })
    },
  )
})

describe.skipIf(!postgresUrl || !haveRedisServer || !canOverhear)(
  'round trips, as the servers see them',
  () => {
    let redis: OwnServers
    let redisUrl: string
    let scene: Scene
    let ownerUrl: string

    beforeAll(async () => {
      redis = await openServers(1)
      redisUrl = redis.urls[0] ?? ''
      const house = await openHouse({ redisUrl, config: { tokenAudiences: ['reports'] } })
      ownerUrl = house.ownerUrl ?? ''
      await logStatements(ownerUrl)
      scene = await furnish(house)
    })
    afterAll(async () => {
      await scene?.house.close()
      await redis?.close()
    })

    test('a write is one read for Redis and one transaction of three statements for Postgres', async () => {
      const { house, person } = scene
      const key = { 'idempotency-key': crypto.randomUUID() }
      const seen = await overhear(ownerUrl, redisUrl, () =>
        house.send('POST', '/v1/customers', { name: 'A' }, person.token, key),
      )
      expect(seen.commands.filter((name) => name === 'evalsha' || name === 'get')).toEqual(
        expect.arrayContaining(['evalsha', 'get']),
      )
      expect(seen.reads).toBe(1)
      expect(seen.statements.map((text) => text.split(/\s/)[0]?.toLowerCase())).toEqual([
        'begin',
        'select',
        'with',
        'select',
        'commit',
      ])
    })

    test('a cached read is one read for Redis and nothing for Postgres', async () => {
      const id = await cachedInvoice(scene)
      const seen = await overhear(ownerUrl, redisUrl, read(scene, id))
      expect(seen.reads).toBe(1)
      expect(seen.statements).toEqual([])
    })
  },
)
