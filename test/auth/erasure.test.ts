/** Erasing oneself: what was personal is gone, what must be kept is kept, and nobody opens the account again. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sweeping } from '../../src/auth/erasure.ts'
import { mint } from '../../src/auth/tokens.ts'
import { ownData } from '../../src/own-data.ts'
import { type House, openHouse, type Person } from '../support/house.ts'

let house: House
beforeAll(async () => {
  house = await openHouse({ config: { tokenAudiences: ['reports'] } })
})
afterAll(() => house?.close())

const rows: House['rows'] = (...asked) => house.rows(...asked)

const alter: House['alter'] = (...change) => house.alter(...change)

async function made(person: Person, path: string, body: unknown): Promise<string> {
  const response = await house.send('POST', path, body, person.token)
  expect([path, response.status]).toEqual([path, 201])
  return ((await response.json()) as { id: string }).id
}

const erase = (person: Person, headers: Record<string, string> = {}) =>
  house.send('DELETE', '/v1/me', undefined, person.token, headers)

const person = 'Zenobia Quill'
const secretive = { email: 'zq@customers.example.com', taxId: 'DE999', notes: 'whispers' }
const address = { line1: 'Kelp Lane 1', city: 'Kiel', postalCode: '24103', country: 'DE' }
const line = { description: 'an odd job', quantity: 2, unitAmount: 150, taxRate: 1900 }

/** Somebody with everything that the house can hold of a person. */
async function settled() {
  const one = await house.signIn()
  await house.send('PATCH', '/v1/me', { name: person }, one.token)
  const customer = (name: string) => made(one, '/v1/customers', { name, address, ...secretive })
  const [billed, drafted, lonely] = [
    await customer('Billed'),
    await customer('Drafted'),
    await customer('Lonely'),
  ]
  const invoice = (customerId: string) =>
    made(one, '/v1/invoices', {
      customerId,
      currency: 'EUR',
      lines: [line],
      notes: 'thanks',
      dueOn: '2030-01-01',
    })
  const [issued, draft, gone] = [await invoice(billed), await invoice(billed), await invoice(drafted)]
  expect((await house.send('POST', `/v1/invoices/${issued}/issue`, undefined, one.token)).status).toBe(200)
  await house.send('DELETE', `/v1/invoices/${gone}`, undefined, one.token, { 'if-match': '"1"' })
  const keyed = await house.send(
    'POST',
    '/v1/auth/api-keys',
    { name: 'my robot', scopes: ['customers:read'] },
    one.token,
  )
  const { key } = (await keyed.json()) as { key: string }
  await alter(`insert into totp_factors (user_id, secret) values ($1, 'sealed')`, one.id)
  await alter(`insert into recovery_codes (user_id, code_hash) values ($1, $2)`, one.id, mint('r').hash)
  await alter(
    `insert into passkeys (id, user_id, credential_id, public_key, name) values (gen_random_uuid(), $1, $2, 'pk', 'my phone')`,
    one.id,
    crypto.randomUUID(),
  )
  await alter(
    `insert into identities (id, user_id, issuer, subject) values (gen_random_uuid(), $1, 'https://idp.example.com', $2)`,
    one.id,
    crypto.randomUUID(),
  )
  await alter(
    `insert into challenges (token_hash, purpose, user_id, expires_at) values ($1, 'second-factor', $2, now() + interval '5 minutes')`,
    mint('c').hash,
    one.id,
  )
  await house.settle()
  return { one, key, billed, drafted, lonely, issued, draft, gone }
}

const stubOf = ({ id }: Person) => rows('select * from users where id = $1::uuid', id)

describe('who erases themself', () => {
  test('leaves a stub that says nothing, and no way in', async () => {
    const { one, key } = await settled()
    const [before] = await stubOf(one)
    // Both are remembered by Redis as alive.
    for (const token of [one.token, key])
      expect((await house.send('GET', '/v1/me', undefined, token)).status).toBe(200)
    await house.settle()
    const response = await erase(one)
    expect([response.status, await response.text()]).toEqual([204, ''])
    const [stub] = await stubOf(one)
    expect(stub).toEqual({
      id: one.id,
      email: `${one.id}@erased.invalid`,
      name: null,
      role: 'member',
      password_hash: null,
      failures: 0,
      reset_required_at: null,
      verified_at: before?.verified_at,
      disabled_at: expect.anything(),
      erased_at: expect.anything(),
      version: Number(before?.version) + 1,
      created_at: before?.created_at,
      updated_at: expect.anything(),
    })
    for (const token of [one.token, key])
      expect((await house.send('GET', '/v1/me', undefined, token)).status).toBe(401)
    const login = { email: one.email, password: one.password }
    expect((await house.send('POST', '/v1/auth/login', login)).status).toBe(401)
    const proofs = ['totp_factors', 'recovery_codes', 'passkeys', 'identities', 'challenges', 'mailed_tokens']
    for (const table of proofs)
      expect([table, await rows(`select 1 from ${table} where user_id = '${one.id}'`)]).toEqual([table, []])
  })

  test('leaves no trace in any table but the log', async () => {
    const { one, drafted, lonely } = await settled()
    const traces = [one.email, person, 'my robot', 'my phone', '127.0.0.1']
    expect((await erase(one)).status).toBe(204)
    await house.settle()
    const tables = [
      'users',
      'sessions',
      'api_keys',
      'passkeys',
      'identities',
      'customers',
      'invoices',
      'mailed_tokens',
    ]
    for (const table of tables) {
      const column = table === 'users' ? 'id' : /^(customers|invoices)$/.test(table) ? 'owner_id' : 'user_id'
      const found = JSON.stringify(
        await rows(`select to_jsonb(t) as row from ${table} t where ${column} = '${one.id}'`),
      )
      for (const trace of traces) expect([table, found]).toEqual([table, expect.not.stringContaining(trace)])
    }
    const answers = await rows(`select principal from idempotency_results where principal = '${one.id}'`)
    expect(answers).toEqual([])
    const emptied = await rows(
      `select name, email, email_index, tax_id, address, notes, deleted_at is not null as gone
        from customers where id in ('${drafted}', '${lonely}')`,
    )
    const bare = {
      name: '',
      email: null,
      email_index: null,
      tax_id: null,
      address: null,
      notes: null,
      gone: true,
    }
    expect(emptied).toEqual([bare, bare])
  })

  test('keeps what was issued, and of its customer what belongs to it', async () => {
    const { one, billed, issued, draft, gone } = await settled()
    const invoice = async () =>
      (await rows(`select to_jsonb(i) as row from invoices i where id = '${issued}'`))[0]
    const customer = async () =>
      (await rows(`select to_jsonb(c) as row from customers c where id = '${billed}'`))[0]?.row
    const [before, whom] = [await invoice(), (await customer()) as Record<string, unknown>]
    expect((await erase(one)).status).toBe(204)
    expect(await invoice()).toEqual(before)
    expect(await customer()).toEqual({
      ...whom,
      email: null,
      email_index: null,
      notes: null,
      version: 2,
      updated_at: expect.any(String),
    })
    const others =
      await rows(`select lines::text, subtotal::int, notes, due_on, deleted_at is not null as gone, status
      from invoices where id in ('${draft}', '${gone}')`)
    const bare = { lines: '[]', subtotal: 0, notes: null, due_on: null, gone: true, status: 'draft' }
    expect(others).toEqual([bare, bare])
  })

  test('is in the log by id alone, and so is all that went', async () => {
    const { one } = await settled()
    const response = await erase(one)
    const log = await rows(
      `select entity, operation, action, user_id, details::text as details from audit_logs where request_id = $1::uuid`,
      response.headers.get('x-request-id') ?? '',
    )
    expect(log).toContainEqual({
      entity: 'users',
      operation: 'EVENT',
      action: 'auth.account.erased',
      user_id: one.id,
      details: '{}',
    })
    const told = new Set(log.map(({ entity, operation }) => `${operation} ${entity}`))
    for (const change of [
      'UPDATE users',
      'UPDATE sessions',
      'UPDATE api_keys',
      'DELETE passkeys',
      'UPDATE invoices',
    ])
      expect(told).toContain(change)
    const text = JSON.stringify(log)
    for (const trace of [one.email, person, 'my robot', 'my phone', secretive.email])
      expect(text).not.toContain(trace)
  })

  test('frees the address: it can be registered anew, by somebody with nothing of the first', async () => {
    const one = await house.signIn()
    await made(one, '/v1/customers', { name: 'A' })
    expect((await erase(one)).status).toBe(204)
    await house.send('POST', '/v1/auth/register', { email: one.email, password: one.password })
    const token = await house.mailedToken(one.email, 'v')
    expect((await house.send('POST', '/v1/auth/verify-email', { token })).status).toBe(204)
    const login = await house.send('POST', '/v1/auth/login', { email: one.email, password: one.password })
    const { token: session, user } = (await login.json()) as { token: string; user: { id: string } }
    expect(user.id).not.toBe(one.id)
    const list = await house.send('GET', '/v1/customers', undefined, session)
    expect(await list.json()).toMatchObject({ data: [] })
  })

  test('touches nobody else', async () => {
    const [one, other] = [await settled(), await settled()]
    const seen = (id: string) =>
      rows(`select (select jsonb_agg(to_jsonb(c)) from customers c where owner_id = '${id}') as customers,
        (select jsonb_agg(to_jsonb(i)) from invoices i where owner_id = '${id}') as invoices,
        (select jsonb_agg(to_jsonb(p)) from passkeys p where user_id = '${id}') as passkeys,
        (select jsonb_agg(to_jsonb(u)) from users u where id = '${id}') as users`)
    const before = await seen(other.one.id)
    expect((await erase(one.one)).status).toBe(204)
    expect(await seen(other.one.id)).toEqual(before)
    expect((await house.send('GET', '/v1/me', undefined, other.key)).status).toBe(200)
  })

  test('has the cookie cleared, where it was one', async () => {
    const one = await house.signIn()
    const body = JSON.stringify({ email: one.email, password: one.password, transport: 'cookie' })
    const headers = { 'content-type': 'application/json', origin: 'http://holdfast.test' }
    const login = await house.fetch('/v1/auth/login', { method: 'POST', headers, body })
    const { csrfToken } = (await login.json()) as { csrfToken: string }
    const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? ''
    const response = await house.fetch('/v1/me', {
      method: 'DELETE',
      headers: { cookie, origin: 'http://holdfast.test', 'x-csrf-token': csrfToken },
    })
    expect([response.status, response.headers.get('set-cookie')]).toEqual([
      204,
      expect.stringMatching(/^__Host-sid=; Max-Age=0; /),
    ])
    expect(response.headers.get('clear-site-data')).toBe('"cache", "storage"')
  })
})

describe('erasure is refused', () => {
  const intact = async (one: Person) =>
    expect((await stubOf(one))[0]).toMatchObject({ erased_at: null, email: one.email })

  test('without a fresh proof [V7.5.1]', async () => {
    const one = await house.signIn()
    await alter(`update sessions set auth_time = now() - interval '11 minutes' where id = $1`, one.sessionId)
    const response = await erase(one)
    expect([response.status, await response.json()]).toMatchObject([
      403,
      { code: 'reauthentication-required' },
    ])
    await intact(one)
  })

  test('to a key, and to nobody', async () => {
    const one = await house.signIn()
    const body = { name: 'ci', scopes: ['customers:write'] }
    const { key } = (await (await house.send('POST', '/v1/auth/api-keys', body, one.token)).json()) as {
      key: string
    }
    expect((await house.send('DELETE', '/v1/me', undefined, key)).status).toBe(403)
    expect((await house.send('DELETE', '/v1/me')).status).toBe(401)
    await intact(one)
  })

  test('to the last administrator, also where all go at once', async () => {
    const admins = await Promise.all(Array.from({ length: 4 }, () => house.signIn('admin')))
    const answers = await Promise.all(admins.map((one) => erase(one)))
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 204, 204, 409])
    const last = answers.findIndex(({ status }) => status === 409)
    expect(await answers[last]?.json()).toMatchObject({ code: 'conflict' })
    const one = admins[last] as Person
    await intact(one)
    expect((await house.send('GET', '/v1/me', undefined, one.token)).status).toBe(200)
    const [event] = await rows(
      `select outcome from audit_logs where action = 'auth.account.erased' and entity_id = '${one.id}'`,
    )
    expect(event).toEqual({ outcome: 'denied' })
    await house.signIn('admin')
    expect((await erase(one)).status).toBe(204)
  })
})

test('twenty who erase one person at once erase them once', async () => {
  const one = await house.signIn()
  const answers = await Promise.all(Array.from({ length: 20 }, () => erase(one)))
  const told = answers.map(({ status }) => status)
  expect(told.filter((status) => status === 204)).toHaveLength(1)
  expect(told.filter((status) => status === 401)).toHaveLength(19)
  const events = await rows(
    `select 1 from audit_logs where action = 'auth.account.erased' and entity_id = '${one.id}'`,
  )
  expect(events).toHaveLength(1)
})

test('what a request under way left behind goes a moment later, and what is bare is not touched again', async () => {
  const one = await house.signIn()
  await made(one, '/v1/customers', { name: 'Before' })
  expect((await erase(one)).status).toBe(204)
  await alter(
    `insert into customers (id, owner_id, created_by, name) values (gen_random_uuid(), $1::uuid, $1::uuid, 'After')`,
    one.id,
  )
  const [job] = await rows(
    `select payload, run_at > now() + interval '5 seconds' as later from outbox where topic = 'account.sweep' and payload->>'userId' = $1`,
    one.id,
  )
  expect(job).toEqual({ payload: { userId: one.id }, later: true })
  const sweep = () =>
    sweeping(ownData)(
      house.ports,
      { id: '1', topic: 'account.sweep', payload: { userId: one.id }, dedupe: '', attempts: 1 },
      AbortSignal.timeout(5_000),
    )
  await sweep()
  const names = `select name, version from customers where owner_id = '${one.id}' order by version`
  const swept = await rows(names)
  expect(swept).toEqual([
    { name: '', version: 2 },
    { name: '', version: 2 },
  ])
  await sweep()
  expect(await rows(names)).toEqual(swept)
})

test('a sweep takes nothing from who is there', async () => {
  const one = await house.signIn()
  const id = await made(one, '/v1/customers', { name: 'A' })
  const job = { id: '1', topic: 'account.sweep', payload: { userId: one.id }, dedupe: '', attempts: 1 }
  await sweeping(ownData)(house.ports, job, AbortSignal.timeout(5_000))
  expect((await house.send('GET', `/v1/customers/${id}`, undefined, one.token)).status).toBe(200)
})
