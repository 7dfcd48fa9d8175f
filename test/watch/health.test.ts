import { Client } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { breaking, type Dependencies } from '../support/breaking.ts'
import { type House, openHouse } from '../support/house.ts'
import { postgresUrl } from '../support/servers.ts'

const health: Dependencies = { postgres: 'up', redis: 'up' }
const stopping = new AbortController()
let house: House

beforeAll(async () => {
  const broken = breaking(health)
  house = await openHouse({ wrap: (ports) => ({ ...broken(ports), stopping: stopping.signal }) })
})
afterAll(() => house?.close())
beforeEach(() => {
  Object.assign(health, { postgres: 'up', redis: 'up' })
})

describe('the readiness', () => {
  test.each<[Dependencies, status: number, body: object]>([
    [{ postgres: 'up', redis: 'up' }, 200, { status: 'ok', postgres: 'ok', redis: 'ok', audit: 'ok' }],
    [{ postgres: 'up', redis: 'down' }, 200, { status: 'degraded', postgres: 'ok', redis: 'down' }],
    [
      { postgres: 'down', redis: 'up' },
      503,
      { code: 'unavailable', detail: 'The database cannot be reached.' },
    ],
    [{ postgres: 'down', redis: 'down' }, 503, { code: 'unavailable' }],
    [{ postgres: 'wrong', redis: 'up' }, 503, { code: 'unavailable' }],
    [{ postgres: 'hangs', redis: 'up' }, 503, { code: 'unavailable' }],
  ])('with %o is %i', async (state, status, body) => {
    Object.assign(health, state)
    const response = await house.fetch('/readyz')
    expect([response.status, await response.json()]).toMatchObject([status, body])
    expect(response.headers.get('cache-control')).toBe('no-store')
    if (status === 503) expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
  })
})

describe.skipIf(!postgresUrl)('the readiness tells of the audit', () => {
  let other: House
  let now = Date.now()
  beforeAll(async () => {
    other = await openHouse({
      wrap: (ports) => ({ ...ports, clock: { ...ports.clock, monotonic: () => now } }),
    })
  })
  afterAll(() => other?.close())
  const asOwner = async (sql: string) => {
    const client = new Client(other.ownerUrl)
    await client.connect()
    await client.query(sql).finally(() => client.end())
  }
  const told = async () => (await other.fetch('/readyz')).json()

  test('that is not sealed for five minutes', async () => {
    expect(await told()).toMatchObject({ status: 'ok', audit: 'ok' })
    await asOwner(`insert into audit_logs (created_at, actor_kind, action, operation, entity)
      values (now() - interval '6 minutes', 'system', 'test', 'EVENT', 'nothing')`)
    expect(await told()).toMatchObject({ status: 'degraded', audit: 'degraded' })
  })

  test('that changes can escape, within a minute', async () => {
    await asOwner('alter table invoices disable trigger audit_capture')
    now += 61_000
    expect(await told()).toMatchObject({ status: 'degraded', audit: 'down' })
    expect(other.ports.meter.render()).toContain('audit_gaps 1\n')
    await asOwner('alter table invoices enable always trigger audit_capture')
    now += 61_000
    expect(await told()).toMatchObject({ audit: 'degraded' })
  })
})

describe('the pulse', () => {
  test.each<Dependencies>([
    { postgres: 'up', redis: 'up' },
    { postgres: 'down', redis: 'down' },
    { postgres: 'hangs', redis: 'hangs' },
  ])('is felt with %o, for it asks nobody', async (state) => {
    Object.assign(health, state)
    const response = await house.fetch('/livez')
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }])
  })
})

test('a process that was asked to stop is alive, serves, and is not ready any more', async () => {
  stopping.abort()
  const answers = await Promise.all(['/livez', '/openapi.json', '/readyz'].map((path) => house.fetch(path)))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 503])
  expect(await answers[2]?.json()).toMatchObject({ code: 'unavailable', detail: 'The process is stopping.' })
})
