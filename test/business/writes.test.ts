/** What a write refuses, in which order, and that a refusal leaves nothing behind. */
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { uuidv7 } from '../../src/core/ids.ts'
import { type House, openHouse, type Person } from '../support/house.ts'
import { postgresUrl } from '../support/servers.ts'

let house: House
let ada: Person
let bob: Person
let customerId: string
beforeAll(async () => {
  house = await openHouse({ maxConnections: 48 })
  ada = await house.signIn()
  bob = await house.signIn()
  customerId = await made('/v1/customers', { name: 'A' })
})
afterAll(() => house?.close())

type Headers = Record<string, string>
type Problem = { code: string; errors?: unknown; instance: string }
const line = { description: 'Hour', quantity: 1, unitAmount: 100, taxRate: 0 }
const invoice = () => ({ customerId, currency: 'EUR', lines: [line] })

async function made(path: string, body: object, person = ada): Promise<string> {
  const response = await house.send('POST', path, body, person.token)
  if (response.status !== 201) throw new Error(await response.text())
  return ((await response.json()) as { id: string }).id
}
const draft = (person = ada) => made('/v1/invoices', invoice(), person)
const patch = (id: string, body: object, headers: Headers = { 'if-match': '"1"' }, person = ada) =>
  house.send('PATCH', `/v1/invoices/${id}`, body, person.token, headers)
const issue = (id: string, headers: Headers = {}, person = ada) =>
  house.send('POST', `/v1/invoices/${id}/issue`, undefined, person.token, headers)
const remove = (id: string, headers: Headers = { 'if-match': '"1"' }, person = ada) =>
  house.send('DELETE', `/v1/invoices/${id}`, undefined, person.token, headers)
const read = async (id: string) =>
  (await (await house.send('GET', `/v1/invoices/${id}`, undefined, ada.token)).json()) as Record<
    string,
    unknown
  >

describe('create', () => {
  test('answers 201 with where it is and which version', async () => {
    const response = await house.send('POST', '/v1/invoices', invoice(), ada.token)
    const body = (await response.json()) as { id: string }
    expect(response.status).toBe(201)
    expect(response.headers.get('etag')).toBe('"1"')
    expect(response.headers.get('location')).toBe(`/v1/invoices/${body.id}`)
    expect(await read(body.id)).toEqual(body)
  })

  test.each<[what: string, customer: () => Promise<string> | string]>([
    ['nobody', () => uuidv7()],
    ['somebody else’s', () => made('/v1/customers', { name: 'B' }, bob)],
    [
      'somebody removed',
      async () => {
        const id = await made('/v1/customers', { name: 'C' })
        await house.send('DELETE', `/v1/customers/${id}`, undefined, ada.token, { 'if-match': '"1"' })
        return id
      },
    ],
  ])('refuses a reference to %s', async (_what, customer) => {
    const response = await house.send(
      'POST',
      '/v1/invoices',
      { ...invoice(), customerId: await customer() },
      ada.token,
    )
    expect(response.status).toBe(422)
    expect(await response.json()).toMatchObject({
      code: 'validation',
      errors: [{ pointer: '#/customerId', code: 'unknown_reference' }],
    })
  })

  test.each([
    'id',
    'ownerId',
    'createdBy',
    'createdAt',
    'updatedAt',
    'version',
    'deletedAt',
    'status',
    'number',
    'total',
  ])('takes no %s from a client', async (name) => {
    const response = await house.send('POST', '/v1/invoices', { ...invoice(), [name]: 1 }, ada.token)
    expect(response.status).toBe(422)
    expect(await response.json()).toMatchObject({ errors: [{ pointer: '#', code: 'unknown_key' }] })
  })
})

describe('update', () => {
  test('sets what is sent, clears what is null, leaves the rest', async () => {
    const id = await made('/v1/invoices', { ...invoice(), dueOn: '2026-12-31', notes: 'old' })
    const response = await house.send(
      'PATCH',
      `/v1/invoices/${id}`,
      JSON.stringify({ notes: null, currency: 'CHF' }),
      ada.token,
      {
        'if-match': '"1"',
        'content-type': 'application/merge-patch+json',
      },
    )
    expect(response.status).toBe(200)
    expect(response.headers.get('etag')).toBe('"2"')
    expect(await response.json()).toMatchObject({
      notes: null,
      currency: 'CHF',
      dueOn: '2026-12-31',
      version: 2,
    })
  })

  test('computes again what depends on what was sent', async () => {
    const id = await draft()
    const lines = [{ ...line, quantity: 2.5, taxRate: 1900 }]
    expect(await (await patch(id, { lines })).json()).toMatchObject({
      subtotal: 250,
      tax: 48,
      total: 298,
      lines,
    })
  })

  test.each<[what: string, act: () => Promise<Response>, status: number, code: string]>([
    ['what does not exist', () => patch(uuidv7(), { notes: 'x' }), 404, 'not-found'],
    [
      'what is somebody else’s',
      async () => patch(await draft(), { notes: 'x' }, undefined, bob),
      404,
      'not-found',
    ],
    [
      'what was removed',
      async () => {
        const id = await draft()
        await remove(id)
        return patch(id, { notes: 'x' }, { 'if-match': '*' })
      },
      404,
      'not-found',
    ],
    ['without a version', async () => patch(await draft(), { notes: 'x' }, {}), 428, 'precondition-required'],
    [
      'a version yet to come',
      async () => patch(await draft(), { notes: 'x' }, { 'if-match': '"2"' }),
      412,
      'precondition-failed',
    ],
    [
      'a weak tag',
      async () => patch(await draft(), { notes: 'x' }, { 'if-match': 'W/"1"' }),
      412,
      'precondition-failed',
    ],
    [
      'somebody else’s tag',
      async () => patch(await draft(), { notes: 'x' }, { 'if-match': '"abc"' }),
      412,
      'precondition-failed',
    ],
    ['to nobody’s customer', async () => patch(await draft(), { customerId: uuidv7() }), 422, 'validation'],
    ['to no customer', async () => patch(await draft(), { customerId: null }), 422, 'validation'],
    ['what a client cannot set', async () => patch(await draft(), { status: 'paid' }), 422, 'validation'],
    ['a malformed id', () => patch('1', { notes: 'x' }), 422, 'validation'],
    [
      'an id in capitals',
      async () => patch((await draft()).toUpperCase(), { notes: 'x' }),
      422,
      'validation',
    ],
  ])('refuses %s [V8.2.3] [V15.3.3]', async (_what, act, status, code) => {
    const response = await act()
    expect([response.status, ((await response.json()) as Problem).code]).toEqual([status, code])
  })

  test('tells the version that is, where it refuses another', async () => {
    const id = await draft()
    await patch(id, { notes: 'x' })
    const response = await patch(id, { notes: 'y' })
    expect([response.status, response.headers.get('etag')]).toEqual([412, '"2"'])
    expect(await read(id)).toMatchObject({ notes: 'x', version: 2 })
  })

  test('answers for a stranger’s row as for none', async () => {
    const answer = async (id: string) => {
      const response = await patch(id, { notes: 'x' }, { 'if-match': '"7"' }, bob)
      const { instance, ...rest } = (await response.json()) as Problem
      expect(instance).toMatch(/^urn:uuid:/)
      return { rest, status: response.status, tag: response.headers.get('etag') }
    }
    expect(await answer(await draft())).toEqual(await answer(uuidv7()))
  })

  test('loses none of 64 changes that heed no version', async () => {
    const id = await draft()
    const answers = await Promise.all(
      Array.from({ length: 64 }, (_, n) => patch(id, { notes: `n${n}` }, { 'if-match': '*' })),
    )
    const versions = await Promise.all(
      answers.map(async (answer) => ((await answer.json()) as { version: number }).version),
    )
    expect(answers.map(({ status }) => status)).toEqual(Array(64).fill(200))
    expect(versions.sort((a, b) => a - b)).toEqual(Array.from({ length: 64 }, (_, n) => n + 2))
  })
})

describe('remove', () => {
  test('answers 204, and then nobody finds it', async () => {
    const id = await draft()
    expect((await remove(id)).status).toBe(204)
    const again = await remove(id, { 'if-match': '*' })
    expect(again.status).toBe(404)
    expect((await house.send('GET', `/v1/invoices/${id}`, undefined, ada.token)).status).toBe(404)
    const list = await house.send('GET', '/v1/invoices?limit=100', undefined, ada.token)
    expect(await list.text()).not.toContain(id)
  })

  test.each<[what: string, act: () => Promise<Response>, status: number]>([
    ['what is somebody else’s', async () => remove(await draft(), undefined, bob), 404],
    ['without a version', async () => remove(await draft(), {}), 428],
    ['another version', async () => remove(await draft(), { 'if-match': '"3"' }), 412],
    [
      'what was issued',
      async () => {
        const id = await draft()
        await issue(id)
        return remove(id, { 'if-match': '*' })
      },
      409,
    ],
  ])('refuses %s', async (_what, act, status) => {
    expect((await act()).status).toBe(status)
  })
})

describe('a retry', () => {
  const answerOf = async (response: Response) => ({
    status: response.status,
    text: await response.text(),
    tag: response.headers.get('etag'),
    replayed: response.headers.get('idempotency-replayed'),
  })

  test.each<[what: string, act: (headers: Headers) => Promise<Response>, status: number]>([
    [
      'a refused reference',
      (headers) =>
        house.send('POST', '/v1/invoices', { ...invoice(), customerId: bob.id }, ada.token, headers),
      422,
    ],
    ['a stale version', (headers) => patch(fixed.id, { notes: 'x' }, { ...headers, 'if-match': '"9"' }), 412],
    ['a missing row', (headers) => patch(bob.id, { notes: 'x' }, { ...headers, 'if-match': '"1"' }), 404],
    ['a change', (headers) => patch(fixed.id, { notes: 'x' }, { ...headers, 'if-match': '*' }), 200],
    ['a wrong state', (headers) => issue(fixed.issued, headers), 409],
    ['an action', (headers) => issue(fixed.toIssue, headers), 200],
    ['a removal', (headers) => remove(fixed.id, { ...headers, 'if-match': '*' }), 204],
  ])('of %s hears the same, byte for byte, and that it is a replay', async (_what, act, status) => {
    const headers = { 'idempotency-key': crypto.randomUUID() }
    const first = await answerOf(await act(headers))
    expect([first.status, first.replayed]).toEqual([status, null])
    expect(await answerOf(await act(headers))).toEqual({ ...first, replayed: 'true' })
  })

  const fixed = { id: '', issued: '', toIssue: '' }
  beforeAll(async () => {
    fixed.id = await draft()
    fixed.toIssue = await draft()
    fixed.issued = await draft()
    await issue(fixed.issued)
  })

  test('of another request with the same key is refused, and of another person is another request', async () => {
    const headers = { 'idempotency-key': crypto.randomUUID() }
    const create = (name: string, person: Person) =>
      house.send('POST', '/v1/customers', { name }, person.token, headers)
    expect((await create('A', ada)).status).toBe(201)
    const other = await create('B', ada)
    expect([other.status, ((await other.json()) as Problem).code]).toEqual([422, 'idempotency-mismatch'])
    const bobs = await create('A', bob)
    expect([bobs.status, bobs.headers.get('idempotency-replayed')]).toEqual([201, null])
  })
})

test.skipIf(!postgresUrl)('what is refused leaves no row, no version and no audit record', async () => {
  const database = new Client(house.ownerUrl)
  await database.connect()
  const state = async () => {
    const { rows } = await database.query(
      `select (select count(*) from invoices) i, (select sum(version) from invoices) v,
        (select sum(last) from invoice_counters) n, (select count(*) from audit_logs) a`,
    )
    return rows[0]
  }
  try {
    const id = await draft()
    const issued = await draft()
    await issue(issued)
    const before = await state()
    await patch(id, { notes: 'x' }, { 'if-match': '"2"' })
    await patch(id, { notes: 'x' }, undefined, bob)
    await patch(id, { customerId: uuidv7() })
    await patch(issued, { notes: 'x' }, { 'if-match': '*' })
    await remove(issued, { 'if-match': '*' })
    await issue(issued)
    await issue(id, {}, bob)
    await issue(id, { 'if-match': '"2"' })
    await house.send('POST', '/v1/invoices', { ...invoice(), customerId: uuidv7() }, ada.token)
    expect(await state()).toEqual(before)
  } finally {
    await database.end()
  }
})
