import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { breachRanges } from '../../../src/drivers/breaches/ranges.ts'
import { type RangeServer, rangeServer } from './range-server.ts'

const leaked = 'ships in the night'
const fresh = 'limpets cling to the pier'
const digest = (text: string) => createHash('sha1').update(text).digest('hex').toUpperCase()

describe('asking for leaked passwords by range', () => {
  let server: RangeServer
  let now: number
  beforeEach(async () => {
    server = await rangeServer([leaked, 'caf\u00e9 in the harbour'])
    now = 1_000_000
  })
  afterEach(() => server.close())
  const open = (url = server.url) => breachRanges({ url, clock: { monotonic: () => now }, timeoutMs: 200 })

  test('tells what has leaked from what has not [V6.2.12]', async () => {
    const breaches = open()
    expect(await breaches.holds(leaked)).toBe(true)
    expect(await breaches.holds(fresh)).toBe(false)
    expect(await breaches.holds('cafe\u0301 in the harbour')).toBe(true)
  })

  test('sends five digits of a hash and asks for padding, no more [V6.2.12]', async () => {
    await open().holds(leaked)
    const [{ path, headers } = { path: '', headers: {} }] = server.asked
    expect(path).toBe(`/range/${digest(leaked).slice(0, 5)}`)
    expect(headers['add-padding']).toBe('true')
    const everything = JSON.stringify(server.asked)
    for (const secret of [leaked, digest(leaked).slice(5), digest(leaked).toLowerCase().slice(5)])
      expect(everything).not.toContain(secret)
  })

  test('takes a row that only pads for nothing', async () => {
    server.manner.body = `${digest(fresh).slice(5)}:0`
    expect(await open().holds(fresh)).toBe(false)
  })

  test('remembers a range for an hour', async () => {
    const breaches = open()
    for (const _ of [1, 2, 3]) await breaches.holds(leaked)
    expect(server.asked).toHaveLength(1)
    now += 3_600_001
    await breaches.holds(leaked)
    expect(server.asked).toHaveLength(2)
  })

  test.each<[how: string, spoil: (server: RangeServer) => void]>([
    ['is slow', ({ manner }) => Object.assign(manner, { delayMs: 1_000 })],
    ['fails', ({ manner }) => Object.assign(manner, { status: 503 })],
    ['sends elsewhere', ({ manner }) => Object.assign(manner, { status: 302 })],
    [
      'says something else',
      ({ manner }) => Object.assign(manner, { body: '<html>Welcome to our Wi-Fi</html>' }),
    ],
    ['says nothing', ({ manner }) => Object.assign(manner, { body: '' })],
    ['never ends', ({ manner }) => Object.assign(manner, { body: `${'A'.repeat(35)}:1\r\n`.repeat(40_000) })],
    ['is away', (one) => one.close()],
  ])(
    'gives no answer where the service %s, and leaves it alone for a minute [V6.2.12]',
    async (_how, spoil) => {
      const breaches = open()
      spoil(server)
      const started = performance.now()
      expect(await breaches.holds(leaked)).toBeUndefined()
      const asked = server.asked.length
      for (let time = 0; time < 100; time++) expect(await breaches.holds(`${leaked} ${time}`)).toBeUndefined()
      expect(performance.now() - started).toBeLessThan(900)
      expect(server.asked).toHaveLength(asked)
    },
  )

  test('asks again after the rest, one at first', async () => {
    const breaches = open()
    server.manner.status = 500
    await breaches.holds(leaked)
    now += 60_001
    await Promise.all([1, 2, 3, 4].map((time) => breaches.holds(`${leaked} ${time}`)))
    expect(server.asked).toHaveLength(2)
    server.manner.status = 200
    now += 60_001
    expect(await breaches.holds(leaked)).toBe(true)
    expect(await breaches.holds(fresh)).toBe(false)
  })
})
