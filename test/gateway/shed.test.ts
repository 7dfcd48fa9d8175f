/** Past its cap a process refuses at once, what matters least first, and its health never. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { breaking, type Dependencies } from '../support/breaking.ts'
import { type House, openHouse, type Person } from '../support/house.ts'
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
})
