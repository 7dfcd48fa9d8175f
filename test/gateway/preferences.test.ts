/** Prefer (RFC 7240): a shorter answer, a dry run of which nothing stays, and what is refused rather than done by surprise. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type House, openHouse, type Person } from '../support/house.ts'

let house: House
let ada: Person
beforeAll(async () => {
  house = await openHouse()
  ada = await house.signIn()
})
afterAll(() => house?.close())

const line = { description: 'Hour', quantity: 1, unitAmount: 1000, taxRate: 0 }
const call = (method: string, path: string, body: unknown, prefer: string, headers = {}) =>
  house.call(method, path, body, ada.token, { prefer, ...headers })
const customer = async () => (await call('POST', '/v1/customers', { name: 'One' }, '')).body as { id: string }
const draft = async () => {
  const { id: customerId } = await customer()
  return (await call('POST', '/v1/invoices', { customerId, currency: 'EUR', lines: [line] }, '')).body as {
    id: string
  }
}

/** Everything of which a dry run must leave nothing. */
async function kept() {
  const counts = await house.rows(`select
    (select count(*)::int from customers) as customers, (select count(*)::int from invoices) as invoices,
    (select count(*)::int from audit_logs) as records, (select count(*)::int from outbox) as outbox,
    (select count(*)::int from idempotency_keys) as keys, (select coalesce(sum(last), 0)::int from invoice_counters) as numbers`)
  return counts[0]
}

describe('return=minimal', () => {
  test('a created row is told by its place and its version alone', async () => {
    const { status, headers, body } = await call('POST', '/v1/customers', { name: 'One' }, 'return=minimal')
    expect([status, body, headers.get('etag')]).toEqual([201, undefined, '"1"'])
    expect(headers.get('location')).toMatch(/^\/v1\/customers\//)
    expect(headers.get('preference-applied')).toBe('return=minimal')
    expect(headers.get('vary')).toContain('Prefer')
  })

  test('a changed row by its version', async () => {
    const { id } = await customer()
    const answer = await call('PATCH', `/v1/customers/${id}`, { name: 'Two' }, 'Return="minimal"; x=y', {
      'if-match': '"1"',
    })
    expect([answer.status, answer.body, answer.headers.get('etag')]).toEqual([204, undefined, '"2"'])
    const issued = await call('POST', `/v1/invoices/${(await draft()).id}/issue`, undefined, 'return=minimal')
    expect([issued.status, issued.headers.get('etag')]).toEqual([204, '"2"'])
  })

  test('a refusal says as much as ever', async () => {
    const { status, body } = await call('POST', '/v1/customers', {}, 'return=minimal')
    expect([status, body.code]).toEqual([422, 'validation'])
  })

  test('what is not offered, or unknown, is ignored', async () => {
    const { status, body, headers } = await call('GET', '/v1/me', undefined, 'return=minimal, respond-async')
    expect([status, body.email, headers.get('preference-applied')]).toEqual([200, ada.email, null])
  })
})

describe('tx=rollback', () => {
  test.each<[what: string, status: number, act: () => Promise<() => ReturnType<typeof call>>]>([
    [
      'create',
      201,
      async () => () =>
        call('POST', '/v1/customers', { name: 'Dry' }, 'tx=rollback', { 'idempotency-key': 'dry' }),
    ],
    [
      'change',
      200,
      async () => {
        const { id } = await customer()
        return () =>
          call('PATCH', `/v1/customers/${id}`, { name: 'Dry' }, 'tx=rollback', { 'if-match': '"1"' })
      },
    ],
    [
      'delete',
      204,
      async () => {
        const { id } = await customer()
        return () => call('DELETE', `/v1/customers/${id}`, undefined, 'tx=rollback', { 'if-match': '"1"' })
      },
    ],
    [
      'issue, with the number it would get',
      200,
      async () => {
        const { id } = await draft()
        return () => call('POST', `/v1/invoices/${id}/issue`, undefined, 'tx=rollback')
      },
    ],
  ])('%s answers as it would, and nothing stays', async (_what, status, act) => {
    const ask = await act()
    const before = await kept()
    const answers = [await ask(), await ask()]
    expect(answers.map((answer) => answer.status)).toEqual([status, status])
    const [first] = answers
    expect(first?.headers.get('preference-applied')).toBe('tx=rollback')
    expect([
      first?.headers.get('etag'),
      first?.headers.get('location'),
      first?.headers.get('idempotency-replayed'),
    ]).toEqual([null, null, null])
    expect(await kept()).toEqual(before)
  })

  test('refuses what the real call would refuse', async () => {
    const { id } = await customer()
    const stale = await call('PATCH', `/v1/customers/${id}`, { name: 'Dry' }, 'tx=rollback', {
      'if-match': '"7"',
    })
    expect([stale.status, stale.headers.get('etag')]).toEqual([412, '"1"'])
    expect(
      (await call('POST', '/v1/invoices', { customerId: id, currency: 'EUR', lines: [] }, 'tx=rollback'))
        .status,
    ).toBe(422)
  })

  test.each([
    ['POST', '/v1/auth/logout', undefined],
    ['DELETE', '/v1/me', { email: 'x@example.com' }],
    ['POST', '/v1/auth/api-keys', { name: 'x', scopes: ['customers:read'] }],
  ])('%s %s cannot be tried, and says so before anything is done', async (method, path, body) => {
    const answer = await call(method, path, body, 'return=minimal, tx=rollback')
    expect([answer.status, answer.body.errors]).toEqual([
      422,
      [{ pointer: '#/headers/prefer', code: 'not_offered', detail: expect.any(String) }],
    ])
    expect((await house.call('GET', '/v1/me', undefined, ada.token)).status).toBe(200)
  })
})
