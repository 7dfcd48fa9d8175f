/** No request outlives its deadline, whatever hangs: a dependency, or the caller. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../src/core/clock.ts'
import { github } from '../../src/drivers/provider/github.ts'
import { breaking, type Dependencies } from '../support/breaking.ts'
import { type House, openHouse, type Person } from '../support/house.ts'
import { expectEnvelope, problemOf } from './envelope.ts'

const health: Dependencies = { postgres: 'up', redis: 'up' }
let house: House
let ada: Person

beforeAll(async () => {
  const hub = github(
    { kind: 'github', name: 'hub', title: 'GitHub', clientId: 'i', clientSecret: 's' },
    { monotonic: systemClock.monotonic, shared: true },
  )
  const broken = breaking(health)
  house = await openHouse({ wrap: (ports) => broken({ ...ports, providers: [hub] }) })
  ada = await house.signIn()
  await house.send('GET', '/v1/me', undefined, ada.token)
  await house.settle()
})
afterAll(() => house?.close())
beforeEach(() => {
  Object.assign(health, { postgres: 'up', redis: 'up' })
})

const ask = (method: string, path: string, body?: object) => house.send(method, path, body, ada.token)

async function timed<T>(sent: Promise<T>) {
  const start = performance.now()
  const response = await sent
  return { response, ms: performance.now() - start }
}

/**
 * The answer, which has to come at the deadline: not before, and no more than 200 ms after. The latter is a timer's
 * business and not the clock's: a busy machine holds up all timers of this process alike, and they keep their order.
 */
async function answerAt(deadline: number, sent: Promise<Response>): Promise<Response> {
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, deadline + 200, undefined))
  const { response, ms } = await timed(Promise.race([sent, late]))
  if (!response) throw new Error(`No answer within 200 ms of the deadline of ${deadline} ms.`)
  expect(ms).toBeGreaterThan(deadline - 100)
  return response
}

test('a database that hangs is answered for: 1.5 s to read, 3 s to write', async () => {
  health.postgres = 'hangs'
  const answers = await Promise.all([
    answerAt(1_500, ask('GET', '/v1/me')),
    answerAt(1_500, ask('HEAD', '/v1/me')),
    answerAt(1_500, ask('GET', '/v1/customers')),
    answerAt(1_500, house.fetch('/readyz')),
    answerAt(3_000, ask('POST', '/v1/customers', { name: 'A' })),
  ])
  for (const response of answers) {
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1'])
    expectEnvelope(response)
  }
  health.postgres = 'up'
  expect((await ask('GET', '/v1/me')).status).toBe(200)
})

test('what waits for somebody else’s server has the patience that it declares', async () => {
  health.postgres = 'hangs'
  const response = await answerAt(5_000, house.fetch('/v1/auth/oidc/hub/start'))
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1'])
  expectEnvelope(response)
})

test('with everything away what can be known is said at once [V16.5.2]', async () => {
  Object.assign(health, { postgres: 'down', redis: 'down' })
  const asked: [status: number, act: () => Promise<Response>][] = [
    [200, () => house.fetch('/livez')],
    [503, () => house.fetch('/readyz')],
    [503, () => ask('GET', '/v1/me')],
    [503, () => ask('GET', '/v1/customers')],
    [503, () => ask('POST', '/v1/customers', { name: 'A' })],
    [503, () => house.send('POST', '/v1/auth/login', { email: ada.email, password: ada.password })],
  ]
  for (const [status, act] of asked) {
    const { response, ms } = await timed(act())
    expect(response.status).toBe(status)
    // Long before the deadline of any of them.
    expect(ms).toBeLessThan(1_000)
    expectEnvelope(response)
  }
})

describe('a body that does not arrive', () => {
  const slow = (drip: number) => {
    let cancelled = false
    const stream = new ReadableStream({
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, drip))
        if (!cancelled) controller.enqueue(new TextEncoder().encode(' '))
      },
      cancel() {
        cancelled = true
      },
    })
    return { stream, wasLeft: () => cancelled }
  }

  const send = (body: ReadableStream, headers: Record<string, string> = {}) =>
    house.fetch('/v1/customers', {
      method: 'POST',
      headers: { authorization: `Bearer ${ada.token}`, 'content-type': 'application/json', ...headers },
      body,
      duplex: 'half',
    } as RequestInit)

  test('is a 408 at the deadline, in pieces or declared, and is not waited for any longer', async () => {
    const drops = slow(100)
    const answers = await Promise.all([
      answerAt(3_000, send(new ReadableStream({ pull: () => new Promise(() => {}) }))),
      answerAt(3_000, send(drops.stream)),
      answerAt(3_000, send(slow(100).stream, { 'content-length': '1000' })),
    ])
    for (const response of answers) {
      expect(response.status).toBe(408)
      expectEnvelope(response)
      const title = 'The request took too long to arrive.'
      expect(await response.json()).toEqual(problemOf(response, 'request-timeout', title))
    }
    expect(drops.wasLeft()).toBe(true)
  })

  test('because its sender went away is a 400, and no failure of ours', async () => {
    const broken = new ReadableStream({ pull: (controller) => controller.error(new Error('ECONNRESET')) })
    const response = await send(broken)
    expect([response.status, await response.json()]).toMatchObject([400, { code: 'malformed' }])
  })
})
