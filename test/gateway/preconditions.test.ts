/** If-Match and If-None-Match (RFC 9110 §13.1): lists, weak tags, stars, and what is no tag at all. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type House, openHouse, type Person } from '../support/house.ts'

let house: House
let ada: Person
let path: string

beforeAll(async () => {
  house = await openHouse()
  ada = await house.signIn()
})
afterAll(() => house?.close())
beforeEach(async () => {
  const made = await house.send('POST', '/v1/customers', { name: 'One' }, ada.token)
  path = `/v1/customers/${((await made.json()) as { id: string }).id}`
  await house.send('PATCH', path, { name: 'Two' }, ada.token, { 'if-match': '"1"' })
})

const patch = (tags?: string) =>
  house.send('PATCH', path, { name: 'Three' }, ada.token, tags === undefined ? {} : { 'if-match': tags })
const remove = (tags?: string) =>
  house.send('DELETE', path, undefined, ada.token, tags === undefined ? {} : { 'if-match': tags })
const read = (tags: string) => house.send('GET', path, undefined, ada.token, { 'if-none-match': tags })

describe('If-Match lets a change pass', () => {
  test.each(['"2"', ' "2" ', '*', '"1", "2"', '"2","7"', '"x", "2"', 'W/"2", "2"'])('%s', async (tags) => {
    const response = await patch(tags)
    expect([response.status, response.headers.get('etag')]).toEqual([200, '"3"'])
    expect((await remove(tags.replaceAll('2', '3'))).status).toBe(204)
  })
})

describe('If-Match stops a change, and tells the version that stands', () => {
  test.each([
    '"1"',
    '"3"',
    'W/"2"',
    '"02"',
    '"2.0"',
    '"-2"',
    '2',
    "'2'",
    '""',
    '"x"',
    '"1", "3"',
    'W/"2", "1"',
    '"2',
    '"99999999999999999999"',
    '"2147483648"',
    `"${'9'.repeat(2_000)}"`,
  ])('%s', async (tags) => {
    for (const response of [await patch(tags), await remove(tags)]) {
      expect([response.status, response.headers.get('etag')]).toEqual([412, '"2"'])
      expect(await response.json()).toMatchObject({ code: 'precondition-failed' })
    }
    expect(await (await read('"0"')).json()).toMatchObject({ name: 'Two', version: 2 })
  })

  test('and nothing is changed without it', async () => {
    for (const response of [await patch(), await remove()]) {
      expect([response.status, await response.json()]).toMatchObject([428, { code: 'precondition-required' }])
    }
    expect((await read('"2"')).status).toBe(304)
  })

  test('what is not there is not found, whatever version is meant', async () => {
    path = `/v1/customers/${crypto.randomUUID()}`
    expect([(await patch('"1"')).status, (await remove('*')).status]).toEqual([404, 404])
  })
})

describe('If-None-Match', () => {
  test.each(['"2"', 'W/"2"', '*', '"1", "2"', '"x",W/"2"', ' "2" '])(
    '%s is 304, with the tag and no body',
    async (tags) => {
      const response = await read(tags)
      expect([response.status, response.headers.get('etag'), await response.text()]).toEqual([304, '"2"', ''])
      expect(response.headers.get('content-type')).toBeNull()
    },
  )

  test.each(['"1"', 'W/"1"', '2', '"2', '""', '"1","3"', '"22"'])('%s is 200', async (tags) => {
    const response = await read(tags)
    expect([response.status, response.headers.get('etag')]).toEqual([200, '"2"'])
  })
})
