/** Invoices: the server computes, numbers have no gaps, and what was issued stays as it is. */
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type House, openHouse, type Person } from '../support/house.ts'
import { postgresUrl } from '../support/servers.ts'

let house: House
let ada: Person
let customerId: string
beforeAll(async () => {
  house = await openHouse({ maxConnections: 48 })
  ada = await house.signIn()
  customerId = await customerOf(ada)
})
afterAll(() => house?.close())

type Invoice = Record<string, unknown> & { id: string; number: string | null }
const line = { description: 'Hour', quantity: 1, unitAmount: 1000, taxRate: 1900 }
const year = new Date().getUTCFullYear()

const customerOf = async ({ token }: Person) =>
  ((await (await house.send('POST', '/v1/customers', { name: 'A' }, token)).json()) as { id: string }).id
const send = (body: object, person = ada) => house.send('POST', '/v1/invoices', body, person.token)
const draft = async (more: object = {}, person = ada) =>
  (await (await send({ customerId, currency: 'EUR', lines: [line], ...more }, person)).json()) as Invoice
const issue = (id: string, person = ada, headers: Record<string, string> = {}) =>
  house.send('POST', `/v1/invoices/${id}/issue`, undefined, person.token, headers)

describe('an invoice', () => {
  test('needs a customer, a currency and lines; the rest is computed or empty', async () => {
    const lines = [{ description: 'Hours', quantity: 1.005, unitAmount: 10_000, taxRate: 1900 }, line]
    expect(await draft({ lines })).toEqual({
      id: expect.any(String),
      number: null,
      customerId,
      currency: 'EUR',
      lines,
      subtotal: 11_050,
      tax: 2100,
      total: 13_150,
      status: 'draft',
      dueOn: null,
      issuedAt: null,
      paidAt: null,
      paymentReference: null,
      notes: null,
      version: 1,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
      createdBy: ada.id,
    })
  })

  test('rounds each line by itself, its net once and its tax once, halves to the even neighbour', async () => {
    const halves = [
      { ...line, quantity: 0.5, unitAmount: 5, taxRate: 5000 },
      { ...line, quantity: 1.5, unitAmount: 5, taxRate: 5000 },
      { ...line, quantity: 1, unitAmount: 3, taxRate: 5000 },
      { ...line, quantity: 0.5, unitAmount: -5, taxRate: 5000 },
    ]
    // Net 2.5, 7.5, 3 and -2.5; tax 1, 4, 1.5 and -1.
    expect(await draft({ lines: halves })).toMatchObject({ subtotal: 11, tax: 6, total: 17 })
  })

  test('shows the parts of a line in the order in which they are documented', async () => {
    const response = await send({ customerId, currency: 'EUR', lines: [line] })
    expect(await response.text()).toContain(
      '"lines":[{"description":"Hour","quantity":1,"unitAmount":1000,"taxRate":1900}]',
    )
  })

  test.each<[what: string, more: object, pointer: string]>([
    ['no lines', { lines: [] }, '#/lines'],
    ['a quantity of nothing', { lines: [{ ...line, quantity: 0 }] }, '#/lines/0/quantity'],
    ['less than nothing', { lines: [{ ...line, quantity: -1 }] }, '#/lines/0/quantity'],
    ['four decimals', { lines: [line, { ...line, quantity: 1.0001 }] }, '#/lines/1/quantity'],
    ['a quantity as text', { lines: [{ ...line, quantity: '1' }] }, '#/lines/0/quantity'],
    ['part of a cent', { lines: [{ ...line, unitAmount: 0.5 }] }, '#/lines/0/unitAmount'],
    ['an amount beyond exactness', { lines: [{ ...line, unitAmount: 2 ** 53 }] }, '#/lines/0/unitAmount'],
    ['a sum beyond exactness', { lines: [line, { ...line, unitAmount: 2 ** 53 - 1 }] }, '#/lines'],
    ['a rate below zero', { lines: [{ ...line, taxRate: -1 }] }, '#/lines/0/taxRate'],
    ['a rate above all', { lines: [{ ...line, taxRate: 10_001 }] }, '#/lines/0/taxRate'],
    ['an amount of its own', { lines: [{ ...line, total: 1 }] }, '#/lines/0'],
    ['a currency that is none', { currency: 'EURO' }, '#/currency'],
    ['a currency in small letters', { currency: 'eur' }, '#/currency'],
    ['a currency of the past', { currency: 'DEM' }, '#/currency'],
    ['a day that is none', { dueOn: '2026-02-30' }, '#/dueOn'],
    ['a day in the year 0', { dueOn: '0000-01-01' }, '#/dueOn'],
    ['a moment for a day', { dueOn: '2026-01-01T00:00:00Z' }, '#/dueOn'],
    ['a customer that is no id', { customerId: 'x' }, '#/customerId'],
  ])('is not made with %s', async (_what, more, pointer) => {
    const response = await send({ customerId, currency: 'EUR', lines: [line], ...more })
    expect(response.status).toBe(422)
    const { errors } = (await response.json()) as { errors: { pointer: string }[] }
    expect(errors.map((fault) => fault.pointer)).toEqual([pointer])
  })
})

describe('issue', () => {
  test('gives the number and the day, once', async () => {
    const { id } = await draft()
    const response = await issue(id)
    expect([response.status, response.headers.get('etag')]).toEqual([200, '"2"'])
    const issued = (await response.json()) as Invoice
    expect(issued).toMatchObject({ status: 'issued', version: 2, issuedAt: expect.stringMatching(/Z$/) })
    expect(issued.number).toMatch(new RegExp(`^${year}-\\d{6}$`))
    const again = await issue(id)
    expect([again.status, ((await again.json()) as { code: string }).code]).toEqual([409, 'conflict'])
  })

  test('heeds a version where one is sent', async () => {
    const { id } = await draft()
    const stale = await issue(id, ada, { 'if-match': '"2"' })
    expect([stale.status, stale.headers.get('etag')]).toEqual([412, '"1"'])
    expect((await issue(id, ada, { 'if-match': '"1"' })).status).toBe(200)
  })

  test('freezes the content', async () => {
    const { id } = await draft()
    await issue(id)
    const change = (method: string, body?: object) =>
      house.send(method, `/v1/invoices/${id}`, body, ada.token, { 'if-match': '"2"' })
    for (const answer of [await change('PATCH', { notes: 'x' }), await change('DELETE')]) {
      expect(answer.status).toBe(409)
      expect(await answer.json()).toMatchObject({
        code: 'conflict',
        detail: 'Only a draft can be changed or removed.',
      })
    }
  })

  test('takes no number for what it refuses, nor for what a stranger asks', async () => {
    const bob = await house.signIn()
    const customer = await customerOf(bob)
    const first = await draft({ customerId: customer }, bob)
    await issue(first.id, bob)
    await issue(first.id, bob)
    await issue((await draft()).id, bob)
    await issue((await draft({ customerId: customer }, bob)).id, bob, { 'if-match': '"5"' })
    const second = (await (
      await issue((await draft({ customerId: customer }, bob)).id, bob)
    ).json()) as Invoice
    expect(second.number).toBe(`${year}-000002`)
  })

  test('numbers 64 at once without a gap, for each owner from the beginning', async () => {
    const people = [await house.signIn(), await house.signIn()]
    for (const person of people) {
      const customer = await customerOf(person)
      const drafts = await Promise.all(
        Array.from({ length: 64 }, () => draft({ customerId: customer }, person)),
      )
      const numbers = await Promise.all(
        drafts.map(async ({ id }) => ((await (await issue(id, person)).json()) as Invoice).number),
      )
      expect(numbers.sort()).toEqual(
        Array.from({ length: 64 }, (_, n) => `${year}-${String(n + 1).padStart(6, '0')}`),
      )
    }
  })

  test('issues once, whoever else asks in the same moment', async () => {
    const { id } = await draft()
    const answers = await Promise.all(Array.from({ length: 32 }, () => issue(id)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(31).fill(409)])
  })

  test.skipIf(!postgresUrl)('goes on counting beyond a million', async () => {
    const person = await house.signIn()
    const { id } = await draft({ customerId: await customerOf(person) }, person)
    const database = new Client(house.ownerUrl)
    await database.connect()
    await database.query('insert into invoice_counters values ($1, $2, 999999)', [person.id, year])
    await database.end()
    expect(((await (await issue(id, person)).json()) as Invoice).number).toBe(`${year}-1000000`)
  })
})

describe('pay and void', () => {
  const act = (id: string, name: string, body?: object, headers: Record<string, string> = {}) =>
    house.call('POST', `/v1/invoices/${id}/${name}`, body, ada.token, headers)
  const issued = async () => {
    const { id } = await draft()
    expect((await issue(id)).status).toBe(200)
    return id
  }

  test('a payment in full is recorded once, with its moment and its reference', async () => {
    const id = await issued()
    const paid = await act(id, 'pay', { amount: 1190, currency: 'EUR', reference: 'RF18 5390' })
    expect([paid.status, paid.headers.get('etag')]).toEqual([200, '"3"'])
    expect(paid.body).toMatchObject({
      status: 'paid',
      paidAt: expect.stringMatching(/^\d{4}-.*Z$/),
      paymentReference: 'RF18 5390',
    })
    const again = await act(id, 'pay', {})
    expect([again.status, again.body.detail]).toEqual([409, 'It is paid already.'])
  })

  test('a payment need not say anything', async () => {
    const paid = await act(await issued(), 'pay')
    expect([paid.status, paid.body.status, paid.body.paymentReference]).toEqual([200, 'paid', null])
  })

  test.each<[what: string, body: object]>([
    ['another amount', { amount: 1189 }],
    ['another currency', { amount: 1190, currency: 'USD' }],
  ])('%s is not taken for this invoice', async (_what, body) => {
    const id = await issued()
    const { status, body: problem } = await act(id, 'pay', body)
    expect([status, problem.detail]).toEqual([409, 'The payment is not of the invoice’s total and currency.'])
    expect((await house.call('GET', `/v1/invoices/${id}`, undefined, ada.token)).body).toMatchObject({
      status: 'issued',
      version: 2,
    })
  })

  test.each<[what: string, body: object, pointer: string]>([
    ['an amount in parts', { amount: 1.5 }, '#/amount'],
    ['a moment of its own', { paidAt: '2026-01-01T00:00:00.000Z' }, '#'],
    ['a reference of several lines', { reference: 'a\nb' }, '#/reference'],
  ])('a payment with %s is refused', async (_what, body, pointer) => {
    const answer = await act(await issued(), 'pay', body)
    expect([answer.status, answer.body.errors?.[0].pointer]).toEqual([422, pointer])
  })

  test('void keeps the number and the lines, and nothing is owed any more', async () => {
    const id = await issued()
    const { status, body } = await act(id, 'void')
    expect([status, body.status, body.paidAt]).toEqual([200, 'void', null])
    expect(body.number).toMatch(/^\d{4}-\d{6}$/)
    expect((await act(id, 'pay')).body.detail).toBe('It is void: nothing is owed.')
  })

  test.each<[from: string, name: string, detail: string]>([
    ['draft', 'pay', 'A draft is not owed: issue it first.'],
    ['draft', 'void', 'A draft is deleted, not voided.'],
    ['void', 'void', 'It is void already.'],
    ['paid', 'void', 'It is paid: what was paid cannot be voided.'],
    ['void', 'issue', 'Only a draft can be issued.'],
  ])('from %s, %s is refused, and says why', async (from, name, detail) => {
    const id = from === 'draft' ? (await draft()).id : await issued()
    if (from === 'paid') await act(id, 'pay')
    if (from === 'void') await act(id, 'void')
    const answer = await act(id, name)
    expect([answer.status, answer.body.detail]).toEqual([409, detail])
  })

  test('a refusal is told again to the same key, with its reason', async () => {
    const { id } = await draft()
    const headers = { 'idempotency-key': `k-${id}` }
    const told = [await act(id, 'void', undefined, headers), await act(id, 'void', undefined, headers)]
    expect(told.map(({ status, body }) => [status, body.detail])).toEqual(
      Array(2).fill([409, 'A draft is deleted, not voided.']),
    )
    expect(told[1]?.headers.get('idempotency-replayed')).toBe('true')
  })

  test('thirty days to pay, where nothing else was agreed', async () => {
    const { id } = await draft()
    const { body } = { body: (await (await issue(id)).json()) as Record<string, string> }
    const due = new Date(Date.parse(`${body.issuedAt?.slice(0, 10)}T00:00:00Z`) + 30 * 86_400_000)
    expect(body.dueOn).toBe(due.toISOString().slice(0, 10))
    const { id: agreed } = await draft({ dueOn: '2027-01-31' })
    expect(await (await issue(agreed)).json()).toMatchObject({ dueOn: '2027-01-31' })
  })
})

describe('each change', () => {
  test('leaves one event beside it, which names it and says nothing of it; what is refused leaves none', async () => {
    const { id } = await draft({ notes: 'Kelp' })
    await house.call('PATCH', `/v1/invoices/${id}`, { notes: 'Rock' }, ada.token, { 'if-match': '"1"' })
    await house.call('PATCH', `/v1/invoices/${id}`, { notes: 'Wave' }, ada.token, { 'if-match': '"1"' })
    await issue(id)
    await issue(id)
    const events = await house.rows(
      `select payload from outbox where topic = 'event' and payload->>'id' = $1 order by id`,
      id,
    )
    const about = { entity: 'invoices', id, owner: ada.id, request: expect.stringMatching(/^[0-9a-f-]{36}$/) }
    expect(events.map(({ payload }) => payload)).toEqual([
      { ...about, type: 'invoices.created', version: 1 },
      { ...about, type: 'invoices.updated', version: 2 },
      { ...about, type: 'invoices.issued', version: 3 },
    ])
  })
})
