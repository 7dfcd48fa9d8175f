/** TRACE would show a script what only the browser knows: a cookie out of its reach. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, openHouse } from '../support/house.ts'

let house: House
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house?.close())

test.each(['TRACE', 'TRACK'])('%s is not offered, and nothing sent comes back [V13.4.4]', async (method) => {
  const request = new Request('http://127.0.0.1/v1/me', { headers: { 'x-canary': 'canary-7731' } })
  // No client of the platform would send it: it is put in by hand.
  Object.defineProperty(request, 'method', { value: method })
  const context = { waitUntil() {}, passThroughOnException() {}, props: {} }
  const response = await house.app.fetch(request, { address: '127.0.0.1' }, context as never)
  expect([404, 405]).toContain(response.status)
  expect(await response.text()).not.toContain('canary-7731')
})
