/** What a list refuses, and where its cursors are good. Every refusal says where, and repeats nothing that was sent. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type House, openHouse, type Person } from '../support/house.ts'

let house: House
let ada: Person
let bob: Person
beforeAll(async () => {
  house = await openHouse()
  ada = await house.signIn()
  bob = await house.signIn()
  for (const name of ['A', 'B', 'C', 'D']) {
    await house.send('POST', '/v1/customers', { name, email: `${name}@example.com` }, ada.token)
    await house.send('POST', '/v1/customers', { name }, bob.token)
  }
})
afterAll(() => house?.close())

const ask = (path: string, person = ada) => house.send('GET', path, undefined, person.token)
const names = async (path: string, person = ada) => {
  const response = await ask(path, person)
  expect(response.status).toBe(200)
  return ((await response.json()) as { data: { name: string }[] }).data.map(({ name }) => name)
}
const cursorAt = async (path: string, person = ada) =>
  ((await (await ask(path, person)).json()) as { page: { nextCursor: string } }).page.nextCursor

describe('a list', () => {
  test('shows the newest first, 25 at a time, and only one’s own', async () => {
    expect(await names('/v1/customers')).toEqual(['D', 'C', 'B', 'A'])
    expect(await names('/v1/customers?sort=name&limit=2')).toEqual(['A', 'B'])
  })

  test('shows the fields asked for, and the id', async () => {
    const response = await ask('/v1/customers?fields=name,email&limit=1&sort=name')
    expect(((await response.json()) as { data: object[] }).data).toEqual([
      { id: expect.any(String), name: 'A', email: 'a@example.com' },
    ])
  })

  test('finds an encrypted field by equality, in whatever spelling', async () => {
    expect(await names('/v1/customers?email=%20B%40Example.COM')).toEqual(['B'])
    expect(await names('/v1/customers?email=nobody%40example.com')).toEqual([])
  })

  test.each<[query: string, pointer: string, code: string]>([
    ['limit=0', 'limit', 'invalid_value'],
    ['limit=101', 'limit', 'invalid_value'],
    ['limit=-1', 'limit', 'invalid_value'],
    ['limit=1e1', 'limit', 'invalid_value'],
    ['limit=', 'limit', 'invalid_value'],
    ['limit=1&limit=2', 'limit', 'invalid_type'],
    ['sort=', 'sort', 'invalid_value'],
    ['sort=status,status', 'sort', 'invalid_value'],
    ['sort=total,-total', 'sort', 'invalid_value'],
    ['sort=notes', 'sort', 'invalid_value'],
    ['sort=ownerId', 'sort', 'invalid_value'],
    ['sort=total,number,dueOn,createdAt', 'sort', 'invalid_value'],
    ['sort=total;drop', 'sort', 'invalid_value'],
    ['sort=constructor', 'sort', 'invalid_value'],
    ['fields=ownerId', 'fields', 'invalid_value'],
    ['fields=', 'fields', 'invalid_value'],
    ['status=open', 'status', 'invalid_value'],
    ['status[in]=draft,', 'status[in]', 'invalid_value'],
    ['status[in]=draft,open', 'status[in]', 'invalid_value'],
    ['status=draft&status=paid', 'status', 'invalid_type'],
    ['total=1.5', 'total', 'invalid_type'],
    ['total=', 'total', 'invalid_type'],
    ['total=99999999999999999999', 'total', 'invalid_type'],
    ['total[gte]=NaN', 'total[gte]', 'invalid_type'],
    ['dueOn=2026-02-30', 'dueOn', 'invalid_format'],
    ['dueOn[gte]=0000-01-01', 'dueOn[gte]', 'invalid_format'],
    ['createdAt[gt]=2026-01-01', 'createdAt[gt]', 'invalid_format'],
    ['createdAt[gt]=0000-12-31T23:59:59Z', 'createdAt[gt]', 'invalid_format'],
    ['createdAt[gt]=0001-01-01T00:00:00%2B23:00', 'createdAt[gt]', 'invalid_format'],
    ['createdAt[gt]=9999-12-31T23:59:59-23:00', 'createdAt[gt]', 'invalid_format'],
    ['customerId=1', 'customerId', 'invalid_format'],
    ['number=%00', 'number', 'invalid_value'],
    ['number[prefix]=a%0Ab', 'number[prefix]', 'invalid_value'],
    [`number=${'x'.repeat(201)}`, 'number', 'invalid_value'],
  ])('refuses ?%s [V1.4.2]', async (query, pointer, code) => {
    const response = await ask(`/v1/invoices?${query}`)
    expect(response.status).toBe(422)
    const { errors } = (await response.json()) as { errors: { pointer: string; code: string }[] }
    expect(errors).toMatchObject([{ pointer: `#/query/${pointer}`, code }])
  })

  test.each([
    'notes=x',
    'total[prefix]=1',
    'status[gt]=draft',
    'status[prefix]=draft',
    'page=2',
    'ownerId=1',
    '__proto__=1',
    'total[gte][lt]=1',
  ])('knows no ?%s, and does not say what was sent', async (query) => {
    const response = await ask(`/v1/invoices?${query}`)
    expect(response.status).toBe(422)
    const body = await response.text()
    expect(JSON.parse(body)).toMatchObject({ errors: [{ pointer: '#/query', code: 'unknown_key' }] })
  })

  test('does not look for encrypted fields by anything but equality', async () => {
    expect((await ask('/v1/customers?email[prefix]=a')).status).toBe(422)
    expect((await ask('/v1/customers?taxId=1')).status).toBe(422)
  })

  test.each([
    ['a year that is far away', 'createdAt[gt]=9999-12-31T23:59:59Z'],
    ['a number too large for its column', 'total[gte]=9007199254740991'],
    ['an offset', 'createdAt[lt]=2026-01-01T00:00:00%2B02:00'],
    ['letters of any kind', 'number[prefix]=%F0%9F%91%BB'],
    ['half a letter', 'number=%ED%A0%80'],
  ])('takes %s', async (_what, query) => {
    expect((await ask(`/v1/invoices?${query}`)).status).toBe(200)
  })
})

describe('a cursor', () => {
  test('goes on where the page ended, whatever its limit, and fields, are now', async () => {
    const cursor = await cursorAt('/v1/customers?sort=name&limit=1')
    expect(await names(`/v1/customers?sort=name&limit=1&cursor=${cursor}`)).toEqual(['B'])
    expect(await names(`/v1/customers?sort=name&limit=50&fields=name&cursor=${cursor}`)).toEqual([
      'B',
      'C',
      'D',
    ])
  })

  test('is followed by the Link, which repeats the question', async () => {
    const response = await ask('/v1/customers?sort=name&limit=3&name[prefix]=')
    const link = response.headers.get('link') ?? ''
    expect(link).toMatch(/^<\/v1\/customers\?sort=name&limit=3&name%5Bprefix%5D=&cursor=[\w-]+>; rel="next"$/)
    expect(await names(link.slice(1, link.indexOf('>')))).toEqual(['D'])
  })

  test.each(['20?6', 'a%26b%3Dc%23d', '100%25', 'a+b', '%F0%9F%91%BB'])(
    'is followed by the Link from ?name[prefix]=%s',
    async (prefix) => {
      const name = decodeURIComponent(prefix.replaceAll('+', ' '))
      for (const end of ['1', '2', '3'])
        await house.send('POST', '/v1/customers', { name: `${name}${end}` }, bob.token)
      const link = (await ask(`/v1/customers?name[prefix]=${prefix}&sort=name&limit=2`, bob)).headers.get(
        'link',
      )
      expect(await names(/^<([^>]+)>/.exec(link ?? '')?.[1] ?? '', bob)).toEqual([`${name}3`])
    },
  )

  test('shows no name to who reads the URL', async () => {
    const cursor = await cursorAt('/v1/customers?sort=name&limit=1')
    expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toContain('"A"')
  })

  test.each<[where: string, path: string, person?: () => Person]>([
    ['another order', '/v1/customers?sort=-name'],
    ['no order', '/v1/customers?limit=1'],
    ['another filter', '/v1/customers?sort=name&name=A'],
    ['another entity', '/v1/invoices?sort=number'],
    ['somebody else', '/v1/customers?sort=name', () => bob],
  ])('is not good for %s', async (_where, path, person) => {
    const cursor = await cursorAt('/v1/customers?sort=name&limit=1')
    const response = await ask(`${path}&cursor=${cursor}`, person?.() ?? ada)
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
      400,
      'invalid-cursor',
    ])
  })

  test.each(['', 'x', '%00', 'AAAA', '../..', 'A'.repeat(3000), '%F0%9F%91%BB'])(
    'is not %s',
    async (cursor) => {
      expect((await ask(`/v1/customers?cursor=${cursor}`)).status).toBe(400)
    },
  )
})
