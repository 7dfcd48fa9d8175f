/**
 * Connections are cut all the time, between client and app and between app and Postgres, before and after the commit. A client
 * that asks again with the same key until it has an answer gets what it asked for, once; without a key it may get it twice.
 */
import { randomUUID } from 'node:crypto'
import { Agent } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientOf } from '../entry/client.ts'
import { type CuttingProxy, cuttingProxy } from '../support/cutting-proxy.ts'
import { postgresUrl, redisUrl } from '../support/servers.ts'
import { ask } from './asking.ts'
import { type Acknowledged, clean, examine, type Table } from './ledger.ts'
import { openStage, type Stage } from './stage.ts'

const operations = Number(process.env.CUT_OPERATIONS ?? 2_000)
const clients = 16
const share = 0.3
/** A customer, an invoice, a change of it, its issue. */
const steps = 4
const rounds = Math.ceil(operations / steps)
describe.skipIf(!postgresUrl || !redisUrl)(`where ${share * 100} % of what is sent is cut`, () => {
  let stage: Stage
  let toApp: CuttingProxy
  let toPostgres: CuttingProxy
  let token: string
  const acknowledged: Acknowledged[] = []
  const unexpected: string[] = []
  let repeated = 0
  let replayed = 0

  beforeAll(async () => {
    stage = await openStage('cut')
    toPostgres = await cuttingProxy(stage.appUrl, 1)
    toApp = await cuttingProxy(stage.url)
    const server = await stage.start('node', { DATABASE_URL: toPostgres.url })
    token = (await clientOf({ url: server.url, metricsToken: '' }, new Map()).person('cut')).token
  }, 120_000)
  afterAll(async () => {
    await stage?.close()
    await Promise.all([toApp?.close(), toPostgres?.close()])
  })

  interface Asked {
    readonly method: string
    readonly path: string
    readonly body?: unknown
    readonly ifMatch?: string
  }

  /** Until there is an answer that will not change; the same key each time, if there is one. */
  async function insist(agent: Agent, { method, path, body, ifMatch }: Asked, key: string | undefined) {
    const headers = { ...(ifMatch && { 'if-match': ifMatch }), ...(key && { 'idempotency-key': key }) }
    for (;;) {
      const got = await ask(toApp.url, agent, { method, path, token, body, headers })
      if (got.kind === 'answer' && got.status < 300) {
        if (got.headers['idempotency-replayed'] !== undefined) replayed++
        return got
      }
      // 503: Postgres was lost. 409 with Retry-After: the request before, whose answer was lost, is still at work.
      const again = got.kind !== 'answer' || got.status === 503 || got.headers['retry-after'] !== undefined
      if (!again) {
        unexpected.push(`${method} ${path}: ${got.status} ${got.body}`)
        return undefined
      }
      repeated++
      await sleep(5 + Math.random() * 20)
    }
  }

  async function create(agent: Agent, table: Table, mark: string, body: object, key: string | undefined) {
    const got = await insist(agent, { method: 'POST', path: `/v1/${table}`, body }, key)
    if (!got) return undefined
    const { id } = JSON.parse(got.body)
    const requestId = String(got.headers['x-request-id'])
    const wasReplayed = got.headers['idempotency-replayed'] !== undefined
    acknowledged.push({ table, mark, id, requestId, key, replayed: wasReplayed })
    return id as string
  }

  const line = { description: 'Hour', quantity: 1.5, unitAmount: 12_000, taxRate: 1900 }

  /** One customer and one invoice, which is changed and issued. */
  async function round(agent: Agent, mark: string) {
    const customerId = await create(
      agent,
      'customers',
      `${mark}-customer`,
      { name: `${mark}-customer` },
      randomUUID(),
    )
    const draft = { customerId, currency: 'EUR', lines: [line], notes: mark }
    const id = await create(agent, 'invoices', mark, draft, randomUUID())
    const path = `/v1/invoices/${id}`
    await insist(
      agent,
      { method: 'PATCH', path, body: { dueOn: '2030-01-31' }, ifMatch: '"1"' },
      randomUUID(),
    )
    await insist(agent, { method: 'POST', path: `${path}/issue` }, randomUUID())
  }

  async function all(count: number, act: (agent: Agent, number: number) => Promise<unknown>) {
    let next = 0
    const work = async () => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 })
      for (let number = next++; number < count; number = next++) await act(agent, number)
      agent.destroy()
    }
    for (const proxy of [toApp, toPostgres]) proxy.cut(share)
    await Promise.all(Array.from({ length: clients }, work))
    for (const proxy of [toApp, toPostgres]) proxy.cut(0)
  }

  async function stored() {
    const client = new Client(stage.ownerUrl)
    await client.connect()
    try {
      const { rows } = await client.query(`select count(*)::int as invoices,
          count(*) filter (where status = 'issued' and version = 3 and due_on = '2030-01-31')::int as whole,
          count(distinct number)::int as numbers, max(substr(number, 6)::int) as last,
          (select count(*)::int from audit_logs where entity = 'invoices' and operation = 'UPDATE') as changes
        from invoices`)
      return rows[0]
    } finally {
      await client.end()
    }
  }

  test(`${rounds * steps} operations with keys each happen once`, { timeout: 300_000 }, async () => {
    const begun = performance.now()
    await all(rounds, (agent, number) => round(agent, `cut-${number}`))
    const seconds = ((performance.now() - begun) / 1000).toFixed(1)
    const cuts = { toApp: { ...toApp.cuts }, toPostgres: { ...toPostgres.cuts } }
    console.info(
      `${rounds * steps} operations in ${seconds} s: ${JSON.stringify({ repeated, replayed, ...cuts })}`,
    )

    expect(unexpected).toEqual([])
    expect(acknowledged).toHaveLength(2 * rounds)
    expect(await examine(stage.ownerUrl, acknowledged)).toEqual(clean)
    expect(await stored()).toEqual({
      invoices: rounds,
      whole: rounds,
      numbers: rounds,
      last: rounds,
      changes: 2 * rounds,
    })
    // On both sides of the commit, on both lines.
    for (const { before, after } of [cuts.toApp, cuts.toPostgres])
      expect(Math.min(before, after)).toBeGreaterThan(rounds / 10)
    expect(replayed).toBeGreaterThan(0)
  })

  test('without keys some of it happens twice, so this test can fail', { timeout: 120_000 }, async () => {
    await all(200, (agent, number) =>
      create(agent, 'customers', `unkeyed-${number}`, { name: `unkeyed-${number}` }, undefined),
    )
    const { duplicated } = await examine(stage.ownerUrl, acknowledged)
    expect(duplicated.length).toBeGreaterThan(0)
    expect(duplicated.every((mark) => mark.startsWith('unkeyed-'))).toBe(true)
  })
})
