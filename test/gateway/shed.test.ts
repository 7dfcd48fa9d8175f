/** Past its cap a process refuses at once, what matters least first, and its health never. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { breaking, type Dependencies } from '../support/breaking.ts'
import { type House, type Json, openHouse, type Person } from '../support/house.ts'
import { expectEnvelope } from './envelope.ts'

const health: Dependencies = { postgres: 'up', redis: 'up' }
let house: House
let ada: Person

beforeAll(async () => {
  house = await openHouse({ wrap: breaking(health) })
  ada = await house.signIn()
  await ask('GET', '/v1/me')
  await house.settle()
})
afterAll(() => house?.close())

const ask = (method: string, path: string, body?: object) => house.send(method, path, body, ada.token)

const within = (ms: number, sent: Promise<Response>) =>
  Promise.race([sent, new Promise<undefined>((resolve) => setTimeout(resolve, ms, undefined))])

test('reads go first, then writes, then who signs in, and all come back [V15.2.2]', async () => {
  health.postgres = 'hangs'
  const read = () => ask('GET', '/v1/me')
  const write = () => ask('POST', '/v1/customers', { name: 'A' })
  const signIn = () => ask('DELETE', '/v1/auth/sessions')
  const waiting: Promise<Response>[] = []
  /** How many are let in before the first is refused. */
  const fill = async (act: () => Promise<Response>) => {
    for (let taken = 0; taken < 600; taken++) {
      const sent = act()
      const refused = await within(0, sent)
      if (refused) return { taken, refused }
      waiting.push(sent)
    }
    throw new Error('Nothing was refused.')
  }

  const start = performance.now()
  const reads = await fill(read)
  const writes = await fill(write)
  const signIns = await fill(signIn)
  expect([reads.taken, writes.taken, signIns.taken]).toEqual([410, 77, 25])
  expect(performance.now() - start).toBeLessThan(1_500)

  for (const { refused } of [reads, writes, signIns]) {
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1'])
    expect(await refused.json()).toMatchObject({ code: 'unavailable' })
    expectEnvelope(refused)
  }
  const pulse = await within(1_000, house.fetch('/livez'))
  const counted = await within(1_000, house.fetch('/metrics'))
  expect([pulse?.status, counted?.status]).toEqual([200, 200])
  expect(await counted?.text()).toMatch(/^http_shed_total 3$/m)

  const answers = await Promise.all(waiting)
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]))
  health.postgres = 'up'
  expect((await read()).status).toBe(200)
  expect((await write()).status).toBe(201)

  // A brownout follows: what is dear and can wait is not done.
  const list = await house.send('GET', '/v1/customers', undefined, ada.token, { prefer: 'count=exact' })
  expect([list.status, list.headers.get('preference-applied')]).toEqual([200, null])
  expect(((await list.json()) as { page: object }).page).not.toHaveProperty('total')
  const exported = await ask('GET', '/v1/customers/export')
  expect([exported.status, exported.headers.get('retry-after')]).toEqual([503, '1'])
  expect(await (await house.fetch('/metrics')).text()).toMatch(/^degraded_total\{mode="brownout"\} 3$/m)
})

/** Bodies that do not come to their end. */
function drip(count: number) {
  const senders = Array.from({ length: count }, () => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
    const writer = writable.getWriter()
    void writer.write(new TextEncoder().encode('{"name":"A"')).catch(() => {})
    const answer = house.fetch('/v1/customers', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${ada.token}` },
      body: readable,
      duplex: 'half',
    } as RequestInit)
    return { writer, answer }
  })
  return senders
}

test('a crowd that sends a byte at a time keeps nobody out, and is served when it has come to an end', async () => {
  const first = drip(450)
  await new Promise((resolve) => setTimeout(resolve, 300))
  const second = drip(150)
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect((await ask('GET', '/v1/me')).status).toBe(200)
  expect((await ask('POST', '/v1/customers', { name: 'A' })).status).toBe(201)
  const [one] = first
  await one?.writer.write(new TextEncoder().encode('}'))
  await one?.writer.close()
  expect((await one?.answer)?.status).toBe(201)
  // The others are told, once their time is over, that it was they who were late.
  const rest = await Promise.all([...first.slice(1), ...second].map(({ answer }) => answer))
  expect(new Set(rest.map(({ status }) => status))).toEqual(new Set([408]))
})

test('where one may wait for another, more than there is room for are let in after each other, and nobody waits for ever', async () => {
  const state: Dependencies = { postgres: 'up', redis: 'up' }
  const busy = await openHouse({
    wrap: (ports) => ({ ...breaking(state)(ports), load: { mayWait: true, averageWaitMs: () => 50 } }),
  })
  try {
    const bea = await busy.signIn()
    const write = () => busy.send('POST', '/v1/customers', { name: 'A' }, bea.token)
    const crowd = await Promise.all(Array.from({ length: 60 }, write))
    expect(new Set(crowd.map(({ status }) => status))).toEqual(new Set([201]))

    state.postgres = 'hangs'
    const answers = await Promise.all(Array.from({ length: 60 }, write))
    const details = await Promise.all(answers.map(async (answer) => ((await answer.json()) as Json).detail))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]))
    expect(details.filter((detail) => /at its limit/.test(String(detail))).length).toBeGreaterThan(20)
    expect(details.filter((detail) => !/at its limit/.test(String(detail))).length).toBeGreaterThanOrEqual(6)
  } finally {
    await busy.close()
  }
})
