/** Taking everything along: one document of all that is one's own, and of nobody else's. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exporting, maxRows } from '../../src/auth/export.ts'
import { endpointsOf } from '../../src/endpoints.ts'
import { entities } from '../../src/entities/index.ts'
import { type House, openHouse, type Person, testConfig } from '../support/house.ts'

let house: House
let ada: Person
beforeAll(async () => {
  house = await openHouse()
  ada = await house.signIn()
})
afterAll(() => house?.close())

interface Exported {
  readonly account: { readonly profile: { readonly email: string } }
  readonly data: Readonly<Record<string, { readonly rows: readonly Row[]; readonly complete: boolean }>>
}
type Row = Readonly<Record<string, unknown>>

const take = (person: Person, headers: Record<string, string> = {}) =>
  house.send('GET', '/v1/me/export', undefined, person.token, headers)

async function taken(person: Person): Promise<Exported> {
  const response = await take(person)
  expect(response.status).toBe(200)
  return (await response.json()) as Exported
}

const alter: House['alter'] = (...change) => house.alter(...change)

async function made(path: string, body: unknown): Promise<Row> {
  const response = await house.send('POST', path, body, ada.token)
  expect([path, response.status]).toEqual([path, 201])
  return (await response.json()) as Row
}

describe('an export', () => {
  test('holds the profile, what opens the account, and every row, in clear', async () => {
    const customer = await made('/v1/customers', { name: 'A', email: 'a@example.com', taxId: 'DE1' })
    const removed = await made('/v1/customers', { name: 'B' })
    await house.send('DELETE', `/v1/customers/${removed.id}`, undefined, ada.token, { 'if-match': '"1"' })
    const lines = [{ description: 'Hour', quantity: 1, unitAmount: 100, taxRate: 0 }]
    const invoice = await made('/v1/invoices', { customerId: customer.id, currency: 'EUR', lines })
    const { key, ...apiKey } = await made('/v1/auth/api-keys', { name: 'ci', scopes: ['customers:read'] })
    await alter(
      `insert into totp_factors (user_id, secret, confirmed_at) values ($1, 'k1:sealed', now())`,
      ada.id,
    )
    await alter(
      `insert into recovery_codes (user_id, code_hash, used_at) values ($1, 'h1', null), ($1, 'h2', now())`,
      ada.id,
    )
    await alter(
      `insert into passkeys (id, user_id, credential_id, public_key, name) values (gen_random_uuid(), $1, 'cid', 'pk', 'my phone')`,
      ada.id,
    )
    await alter(
      `insert into identities (id, user_id, issuer, subject) values (gen_random_uuid(), $1, 'https://idp.example.com', 's1')`,
      ada.id,
    )

    const response = await take(ada)
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="holdfast-\d{4}-\d\d-\d\d\.json"$/,
    )
    const text = await response.text()
    const { account, data } = JSON.parse(text) as Exported
    expect(account).toMatchObject({
      profile: { id: ada.id, email: ada.email },
      totp: { confirmedAt: expect.any(String) },
      recoveryCodes: { unused: 1, used: 1 },
    })
    expect(Object.keys(data).sort()).toEqual(
      [
        ...['apiKeys', 'checkouts', 'events', 'identities', 'invoiceMails', 'passkeys', 'sessions'],
        'webhookEndpoints',
        ...entities.map(({ name }) => name),
      ].sort(),
    )
    expect(Object.values(data).every(({ complete }) => complete)).toBe(true)
    expect(data.customers?.rows).toEqual([
      { ...removed, version: 2, updatedAt: expect.any(String), deletedAt: expect.any(String) },
      { ...customer, deletedAt: null },
    ])
    expect(data.invoices?.rows).toEqual([{ ...invoice, deletedAt: null }])
    expect(data.apiKeys?.rows).toEqual([{ ...apiKey, revokedAt: null }])
    expect(data.passkeys?.rows).toMatchObject([{ name: 'my phone' }])
    expect(data.identities?.rows).toMatchObject([{ issuer: 'https://idp.example.com', subject: 's1' }])
    expect(data.sessions?.rows).toMatchObject([{ id: ada.sessionId, current: true, revokedAt: null }])
    const actions = data.events?.rows.map(({ action }) => action)
    for (const action of [
      'auth.account.exported',
      'auth.login.succeeded',
      'customers:create',
      'auth.email.verified',
    ])
      expect(actions).toContain(action)
    for (const secret of [
      key,
      ada.token,
      'k1:sealed',
      '"h1"',
      '"cid"',
      '"pk"',
      'token_hash',
      'password_hash',
    ])
      expect(text).not.toContain(secret)
  })

  test('is what its documentation says', async () => {
    const declared = endpointsOf(testConfig()).find(({ action }) => action === 'me:export')
    expect(declared?.output.body?.safeParse(await taken(ada)).error).toBeUndefined()
  })

  test('holds nothing of anybody else [V8.2.2] [V8.4.1]', async () => {
    const eve = await house.signIn()
    const { account, data } = await taken(eve)
    expect(account.profile.email).toBe(eve.email)
    expect(data.customers?.rows).toEqual([])
    expect(data.invoices?.rows).toEqual([])
    expect(JSON.stringify(data)).not.toContain(ada.id)
  })

  test('does not tell from where others acted on the account', async () => {
    const one = await house.signIn()
    const login = JSON.stringify({ email: one.email, password: 'wrong horse wrong staple' })
    await house.fetch('/v1/auth/login', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: login,
      address: '203.0.113.9',
    })
    const { data } = await taken(one)
    const failed = data.events?.rows.find(({ action }) => action === 'auth.login.failed')
    expect(failed).toMatchObject({ outcome: 'denied', byYou: false, ipAddress: null, userAgent: null })
    const exported = data.events?.rows.find(({ action }) => action === 'auth.account.exported')
    expect(exported).toMatchObject({ byYou: true, ipAddress: '127.0.0.1' })
  })

  test('says so where there is more than it holds', async () => {
    const kind = {
      name: 'many',
      shape: undefined as never,
      select: ({ count }: Readonly<Record<string, unknown>> = {}) => ({
        text: 'select n from generate_series(1, $1::int) n',
        params: [count as number],
      }),
      show: (row: Row) => row.n,
    }
    const call = {
      actor: { kind: 'user', id: ada.id, role: 'member', sessionId: ada.sessionId, authTime: 0 },
      action: 'me:export',
      requestId: crypto.randomUUID(),
      client: { address: '127.0.0.1', userAgent: undefined },
      deadline: { signal: AbortSignal.timeout(5_000), remainingMs: () => 5_000 },
      ports: house.ports,
    } as never
    const told = await exporting([kind])(call, { id: ada.id, sessionId: ada.sessionId } as never)
    expect(told.data.many).toMatchObject({ complete: false })
    expect(told.data.many.rows).toHaveLength(maxRows)
  })
})

test.each<[why: string, status: number, code: string, ask: (one: Person) => Promise<Response>]>([
  ['to nobody', 401, 'unauthenticated', () => house.send('GET', '/v1/me/export')],
  [
    'to a key',
    403,
    'forbidden',
    async (one) => {
      const body = { name: 'ci', scopes: ['customers:write'] }
      const response = await house.send('POST', '/v1/auth/api-keys', body, one.token)
      return house.send('GET', '/v1/me/export', undefined, ((await response.json()) as { key: string }).key)
    },
  ],
  [
    'without a fresh proof [V7.5.1] [V10.3.4]',
    403,
    'reauthentication-required',
    async (one) => {
      await alter(
        `update sessions set auth_time = now() - interval '11 minutes' where id = $1`,
        one.sessionId,
      )
      return take(one)
    },
  ],
])('an export is refused %s', async (_why, status, code, ask) => {
  const response = await ask(await house.signIn())
  expect([response.status, await response.json()]).toMatchObject([status, { code }])
})
