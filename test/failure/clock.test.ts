/** Somebody sets the clock of the machine while we run. What lasts goes by what passes, and takes neither minutes more nor nothing at all. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { breaking, type Dependencies } from '../support/breaking.ts'
import { type House, openHouse, testConfig } from '../support/house.ts'

const minutes = 60_000
const health: Dependencies = { postgres: 'up', redis: 'up' }
let setOff = 0
let house: House
let token: string

beforeAll(async () => {
  const now = Date.now.bind(Date)
  vi.spyOn(Date, 'now').mockImplementation(() => now() + setOff)
  const login = { count: 10, windowSeconds: 3_600 }
  house = await openHouse({
    config: { limits: { ...testConfig().limits, login } },
    wrap: breaking(health),
  })
  token = (await house.signIn()).token
})
afterAll(async () => {
  vi.restoreAllMocks()
  await house?.close()
})
beforeEach(() => {
  setOff = 0
  Object.assign(health, { postgres: 'up', redis: 'up' })
})

const list = () => house.call('GET', '/v1/customers', undefined, token)

test.each(['postgres', 'redis'] as const)(
  '%s is found again, though it was left alone by another time',
  async (name) => {
    const isAway = async () => {
      const { status, body } = await house.call('GET', '/readyz')
      return status === 503 || body[name] === 'down'
    }
    setOff = 10 * minutes
    health[name] = 'down'
    for (let calls = 0; calls < 20; calls++) await list()
    expect(await isAway()).toBe(true)
    setOff = 0
    health[name] = 'up'
    await sleep(1_100)
    expect(await isAway()).toBe(false)
  },
)

test('a deadline comes when it is due, also for what began before', async () => {
  health.postgres = 'hangs'
  const begun = performance.now()
  const asked = list()
  await sleep(300)
  setOff = -10 * minutes
  expect((await asked).status).toBe(503)
  expect(performance.now() - begun).toBeGreaterThan(1_000)
})

test('whoever tried too often goes on being refused, whatever the time of day is said to be', async () => {
  const login = async () => {
    const body = { email: 'nobody@example.com', password: 'not the password' }
    return (await house.call('POST', '/v1/auth/login', body)).status
  }
  let tries = 0
  while ((await login()) !== 429) expect(++tries).toBeLessThan(50)
  for (setOff of [60 * minutes, -60 * minutes, 24 * 60 * minutes]) expect(await login()).toBe(429)
})
