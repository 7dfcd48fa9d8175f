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
      notes: null,
      version: 1,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
      createdBy: ada.id,
    })
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
