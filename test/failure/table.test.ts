/**
 * The table of failure modes (store/resilience/table) against the running product: a process, its real Postgres and its real
 * Redis, each of them taken away in two ways. One check for each cell; a cell without one is a failure.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from '@redis/client'
import { Client as Postgres } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Dependency } from '../../src/ports/modes.ts'
import { rowKey } from '../../src/store/cache.ts'
import { type FailureRow, failureTable } from '../../src/store/resilience/table.ts'
import { clientOf, type Person } from '../entry/client.ts'
import { ask, type Got } from '../fire/asking.ts'
import { openStage, type Stage } from '../fire/stage.ts'
import { redisOf } from '../support/redis-databases.ts'
import type { ServerProcess } from '../support/runtime-process.ts'
import { postgresUrl, redisUrl } from '../support/servers.ts'
import { type Line, type SwitchedProxy, switchedProxy } from './switched-proxy.ts'

type Row = keyof typeof failureTable
/** Says what is answered in the cell's state. */
type Check = () => Promise<void>

const table: Readonly<Record<Row, FailureRow>> = failureTable
const metricsToken = 'a-token-for-the-metrics'

describe.skipIf(!postgresUrl || !redisUrl)('the table of failure modes', () => {
  let stage: Stage
  let server: ServerProcess
  let proxies: Readonly<Record<Dependency, SwitchedProxy>>
  let owner: Postgres
  let redis: ReturnType<typeof createClient>
  let ada: Person
  let spare: Person
  let invoice: { id: string; notes: string }

  beforeAll(async () => {
    stage = await openStage('failure')
    proxies = {
      postgres: await switchedProxy(stage.appUrl),
      redis: await switchedProxy(redisOf('failure')),
    }
    owner = new Postgres(stage.ownerUrl)
    await owner.connect()
    redis = createClient({ url: redisOf('failure') })
    await redis.connect()
    server = await stage.start('node', {
      DATABASE_URL: proxies.postgres.url,
      REDIS_URL: proxies.redis.url,
      METRICS_TOKEN: metricsToken,
    })
    const client = clientOf({ url: server.url, metricsToken }, new Map())
    ada = await client.person('ada')
    spare = await client.login(ada)
    const { id: customerId } = json(await say(201, 'POST', '/v1/customers', { body: { name: 'A' } }))
    const line = { description: 'Hour', quantity: 1, unitAmount: 100, taxRate: 0 }
    const body = { customerId, currency: 'EUR', lines: [line], notes: 'What we read' }
    invoice = json(await say(201, 'POST', '/v1/invoices', { body }))
  }, 60_000)
  afterAll(async () => {
    await owner?.end()
    await redis?.close()
    await stage?.close()
    for (const proxy of Object.values(proxies ?? {})) await proxy.close()
  })

  interface Said {
    readonly body?: unknown
    readonly key?: string
    readonly token?: string | undefined
  }

  const send = (method: string, path: string, { body, key, token = ada.token }: Said = {}) =>
    ask(server.url, false, { method, path, body, token, headers: key ? { 'idempotency-key': key } : {} })

  async function say(expected: number, method: string, path: string, said: Said = {}) {
    const got = await send(method, path, said)
    if (got.kind !== 'answer') throw new Error(`${method} ${path}: ${JSON.stringify(got)}`)
    expect({ path, status: got.status, body: got.body }).toMatchObject({ path, status: expected })
    if (expected === 503) expect(Number(got.headers['retry-after'])).toBeGreaterThan(0)
    return got
  }

  const json = ({ body }: { readonly body: string }) => JSON.parse(body)
  const strangers = { token: '' }
  const login = () => ({ ...strangers, body: { email: ada.email, password: ada.password } })
  const count = async (sql: string, ...values: string[]) =>
    (await owner.query(sql, values)).rows[0].count as number
  const customers = (name: string) => count('select count(*)::int from customers where name = $1', name)
  const records = (requestId: unknown) =>
    count('select count(*)::int from audit_logs where request_id = $1::uuid', String(requestId))

  /** What is told of itself. */
  const metric = async (mode: string) => {
    const got = await say(200, 'GET', '/metrics', { token: metricsToken })
    return Number(new RegExp(`^degraded_total\\{mode="${mode}"\\} (\\d+)$`, 'm').exec(got.body)?.[1] ?? 0)
  }

  const checks: Readonly<Record<Dependency, Partial<Readonly<Record<Row, Check>>>>> = {
    redis: {
      async limits() {
        const got = await say(200, 'GET', '/v1/me')
        expect(got.headers.ratelimit).toMatch(/^"credential";r=\d+;t=\d+$/)
      },
      async guards() {
        await say(503, 'POST', '/v1/auth/login', login())
        await say(503, 'POST', '/v1/auth/register', {
          ...strangers,
          body: { email: 'a@b.example', password: 'w' },
        })
        await say(503, 'POST', '/v1/auth/password/forgot', { ...strangers, body: { email: ada.email } })
      },
      async credentials() {
        await say(200, 'GET', '/v1/me')
        await say(401, 'GET', '/v1/me', { token: `${ada.token.slice(0, -4)}AAAA` })
      },
      async revocation() {
        await say(204, 'DELETE', `/v1/auth/sessions/${spare.sessionId}`)
        await say(401, 'GET', '/v1/me', { token: spare.token })
        const waiting = `select count(*)::int from outbox where topic = 'session.tombstone' and done_at is null`
        expect(await count(waiting)).toBeGreaterThan(0)
        later.push(() => until(async () => (await count(waiting)) === 0))
      },
      async idempotency() {
        const said = { key: randomUUID(), body: { name: 'Once without Redis' } }
        const first = await say(201, 'POST', '/v1/customers', said)
        const second = await say(201, 'POST', '/v1/customers', said)
        expect(json(second)).toEqual(json(first))
        expect(second.headers['idempotency-replayed']).toBe('true')
      },
      async row() {
        const got = await say(200, 'GET', `/v1/invoices/${invoice.id}`)
        expect(json(got)).toMatchObject({ notes: invoice.notes })
        expect([got.headers.age, got.headers.warning]).toEqual([undefined, undefined])
      },
      list: async () => expect(json(await say(200, 'GET', '/v1/customers')).data.length).toBeGreaterThan(0),
      async write() {
        const name = `Without Redis ${randomUUID()}`
        await say(201, 'POST', '/v1/customers', { body: { name } })
        expect(await customers(name)).toBe(1)
      },
      async audit() {
        const got = await say(201, 'POST', '/v1/customers', { body: { name: 'Recorded without Redis' } })
        expect(await records(got.headers['x-request-id'])).toBe(1)
      },
      async jobs() {
        const done = `select count(*)::int from outbox where done_at is not null`
        const before = await count(done)
        await owner.query(aJob)
        await until(async () => (await count(done)) > before)
      },
      async health() {
        await say(200, 'GET', '/livez', strangers)
        const body = json(await say(200, 'GET', '/readyz', strangers))
        expect(body).toMatchObject({ status: 'degraded', postgres: 'ok', redis: 'down' })
        expect(body.modes).toContain('limits-local')
      },
    },
    postgres: {
      guards: async () => void (await say(503, 'POST', '/v1/auth/login', login())),
      async credentials() {
        await say(200, 'GET', `/v1/invoices/${invoice.id}`)
        await say(503, 'GET', '/v1/customers')
      },
      revocation: async () => void (await say(503, 'DELETE', '/v1/auth/sessions')),
      async idempotency() {
        const name = `Once in the end ${randomUUID()}`
        const said = { key: randomUUID(), body: { name } }
        await say(503, 'POST', '/v1/customers', said)
        later.push(async () => {
          await say(201, 'POST', '/v1/customers', said)
          await say(201, 'POST', '/v1/customers', said)
          expect(await customers(name)).toBe(1)
        })
      },
      async row() {
        const got = await say(200, 'GET', `/v1/invoices/${invoice.id}`)
        expect(json(got)).toMatchObject({ notes: invoice.notes })
        expect(Number(got.headers.age)).toBeLessThan(60)
        expect(got.headers.warning).toBe('111 - "Revalidation Failed"')
      },
      list: async () => void (await say(503, 'GET', '/v1/customers')),
      async write() {
        const name = `Not half done ${randomUUID()}`
        const began = performance.now()
        await say(503, 'POST', '/v1/customers', { body: { name } })
        expect(performance.now() - began).toBeLessThan(3_000 + 500)
        later.push(async () => expect(await customers(name)).toBe(0))
      },
      async audit() {
        const got = await say(503, 'POST', '/v1/customers', { body: { name: 'Not recorded' } })
        later.push(async () => expect(await records(got.headers['x-request-id'])).toBe(0))
      },
      async jobs() {
        const round = `select count(*)::int from outbox where topic = 'prune.outbox' and done_at is null and run_at <= now()`
        await owner.query(aJob)
        expect(await count(round)).toBeGreaterThan(0)
        later.push(() => until(async () => (await count(round)) === 0))
      },
      async health() {
        await say(200, 'GET', '/livez', strangers)
        await say(503, 'GET', '/readyz', strangers)
      },
    },
  }
  /** To be looked at once the dependency is back. */
  const later: Check[] = []

  /** How often its breaker has opened. */
  const opened = (dependency: Dependency) =>
    server.output().split(`"breaker.open","detail":"${dependency}"`).length

  /** What a reader left in the cache, the session and the row, with its whole life before it. */
  async function warm() {
    await redis.flushDb()
    await say(200, 'GET', `/v1/invoices/${invoice.id}`)
    await until(async () => (await redis.exists(rowKey('invoices', invoice.id))) === 1)
  }

  async function recover() {
    for (const proxy of Object.values(proxies)) proxy.turn('up')
    const began = performance.now()
    await until(async () => {
      const got = await send('GET', '/readyz', strangers)
      return got.kind === 'answer' && got.status === 200 && JSON.parse(got.body).redis === 'ok'
    })
    expect(performance.now() - began).toBeLessThan(5_000)
    for (const look of later.splice(0)) await look()
  }

  const lines: readonly Exclude<Line, 'up'>[] = ['down', 'stalled']
  describe.each(['redis', 'postgres'] as const)('without %s', (dependency) => {
    describe.each(lines)('%s', (line) => {
      beforeAll(async () => {
        await warm()
        if (dependency === 'redis' && line === 'stalled')
          spare = await clientOf({ url: server.url, metricsToken }, new Map()).login(ada)
        const before = opened(dependency)
        proxies[dependency].turn(line)
        // As many at once as the breaker wants to have seen.
        await until(async () => {
          await Promise.all(Array.from({ length: 5 }, () => send('GET', '/v1/me')))
          return opened(dependency) > before
        })
      }, 30_000)
      afterAll(recover, 30_000)

      const rows = Object.entries(table).filter(([, row]) => row[dependency])
      test.each(rows)('%s', { timeout: 20_000 }, async (name, row) => {
        const check = checks[dependency][name as Row]
        expect(check, 'no check of this cell').toBeDefined()
        const mode = row[dependency]?.mode
        const before = mode && (await metric(mode))
        await check?.()
        if (!mode) return
        await until(async () => (await metric(mode)) > (before as number))
        expect(server.output()).toContain(`"mode.began","detail":"${mode}"`)
      })
    })
  })

  test('without both everything but /livez is refused, at once', { timeout: 30_000 }, async () => {
    await warm()
    for (const proxy of Object.values(proxies)) proxy.turn('down')
    await until(async () => {
      const got: Got = await send('GET', '/v1/me')
      return got.kind === 'answer' && got.status === 503
    })
    for (const path of ['/v1/me', `/v1/invoices/${invoice.id}`, '/readyz']) {
      const said = path === '/readyz' ? strangers : {}
      await say(503, 'GET', path, said)
      const began = performance.now()
      await say(503, 'GET', path, said)
      // 50 ms is what is promised on a quiet machine (docs/measurements.md).
      expect(performance.now() - began).toBeLessThan(500)
    }
    await say(503, 'POST', '/v1/customers', { body: { name: 'Nobody' } })
    await say(200, 'GET', '/livez', strangers)
    await recover()
  })

  test('no check stands for a cell that the table does not have', () => {
    for (const dependency of ['redis', 'postgres'] as const)
      for (const name of Object.keys(checks[dependency])) expect(table[name as Row][dependency]).toBeDefined()
  })
})

const aJob = `insert into outbox (topic, payload, run_at) values ('prune.outbox', '{}', now())`

async function until(so: () => Promise<boolean>) {
  for (let tries = 0; tries < 150; tries++) {
    if (await so()) return
    await sleep(100)
  }
  throw new Error('It did not come to that in 15 s.')
}
