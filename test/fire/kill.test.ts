/** The process is killed in the middle of its work, again and again: what it said is done is done, once, and recorded. */
import { randomUUID } from 'node:crypto'
import { Agent } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientOf } from '../entry/client.ts'
import { postgresUrl, redisUrl } from '../support/servers.ts'
import { ask } from './asking.ts'
import { type Acknowledged, clean, examine, type Table } from './ledger.ts'
import { openStage, type Stage } from './stage.ts'

const clients = 16
const kills = Number(process.env.KILLS ?? 10)
describe.skipIf(!postgresUrl || !redisUrl)(`${kills} × SIGKILL under load`, () => {
  let stage: Stage
  let token: string
  let customerId: string
  const acknowledged: Acknowledged[] = []
  const unknown: string[] = []
  const unexpected: string[] = []
  let retried = 0
  let running = true

  beforeAll(async () => {
    stage = await openStage('kill')
    const server = await stage.start('node')
    token = (await clientOf({ url: server.url, metricsToken: '' }, new Map()).person('storm')).token
    const body = { name: 'Whom all invoices are for' }
    const got = await ask(stage.url, false, { method: 'POST', path: '/v1/customers', token, body })
    if (got.kind !== 'answer') throw new Error(`No customer was made: ${got.kind}`)
    customerId = JSON.parse(got.body).id
    await server.stop()
  })
  afterAll(() => stage?.close())

  const line = { description: 'Hour', quantity: 1.5, unitAmount: 12_000, taxRate: 1900 }
  const bodyOf = (table: Table, mark: string) =>
    table === 'customers' ? { name: mark } : { customerId, currency: 'EUR', lines: [line], notes: mark }

  /** One write until its outcome is known; without a key it cannot be asked for twice. */
  async function write(agent: Agent, table: Table, mark: string, key: string | undefined) {
    for (;;) {
      const headers: Record<string, string> = key ? { 'idempotency-key': key } : {}
      const asked = { method: 'POST', path: `/v1/${table}`, token, headers, body: bodyOf(table, mark) }
      const got = await ask(stage.url, agent, asked)
      if (got.kind === 'answer' && got.status === 201) {
        const requestId = String(got.headers['x-request-id'])
        const replayed = got.headers['idempotency-replayed'] !== undefined
        acknowledged.push({ table, mark, id: JSON.parse(got.body).id, requestId, key, replayed })
        return
      }
      if (got.kind === 'answer' && got.status !== 503 && got.status !== 409) {
        unexpected.push(`${got.status} ${got.body}`)
        return
      }
      if (got.kind !== 'refused' && !key) {
        unknown.push(mark)
        return
      }
      if (got.kind !== 'refused') retried++
      else if (!running) return
      await sleep(10 + Math.random() * 20)
    }
  }

  async function work(client: number) {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    for (let turn = 0; running; turn++) {
      const table = turn % 2 === 0 ? 'customers' : 'invoices'
      await write(agent, table, `storm-${client}-${turn}`, turn % 4 < 2 ? randomUUID() : undefined)
    }
    agent.destroy()
  }

  test('every acknowledged write is there once, with one record; what is unknown is there at most once', {
    timeout: 60_000 + kills * 12_000,
  }, async () => {
    let server = await stage.start('node')
    const working = Promise.all(Array.from({ length: clients }, (_, client) => work(client)))
    for (let round = 0; round < kills; round++) {
      const before = acknowledged.length
      await sleep(300 + Math.random() * 700)
      server.kill('SIGKILL')
      await server.ended
      expect(acknowledged.length, 'nothing was under way when it was killed').toBeGreaterThan(before)
      server = await stage.start('node')
    }
    await sleep(300)
    running = false
    await working

    const findings = await examine(stage.ownerUrl, acknowledged)
    const { lost, duplicated } = findings
    const figures = { acknowledged: acknowledged.length, unknown: unknown.length, retried }
    const replayed = acknowledged.filter((one) => one.replayed).length
    console.info(
      `${kills} kills: ${JSON.stringify({ ...figures, replayed, lost: lost.length, duplicated: duplicated.length })}`,
    )
    expect(unexpected).toEqual([])
    expect(findings).toEqual(clean)
    // Some writes must have been cut: otherwise nothing was shown.
    expect(unknown.length + retried).toBeGreaterThan(0)
  })

  test('the examination finds what is damaged by hand', async () => {
    expect(await examine(stage.ownerUrl, acknowledged)).toEqual(clean)
    const unkeyed = acknowledged.filter(({ table, key }) => table === 'customers' && !key)
    const [gone, unrecorded, twice, foreign] = unkeyed as [
      Acknowledged,
      Acknowledged,
      Acknowledged,
      Acknowledged,
    ]
    const [keyed, hollow] = acknowledged.filter(({ key, replayed }) => key && !replayed) as [
      Acknowledged,
      Acknowledged,
    ]
    const copy = randomUUID()
    const columns = `name, owner_id, created_by`
    const client = new Client(stage.ownerUrl)
    await client.connect()
    await client.query(`do $$ declare part regclass; begin
      for part in select relid from pg_partition_tree('audit_logs') union all select 'customers'::regclass loop
        execute format('alter table %s disable trigger all', part);
      end loop; end $$`)
    await client.query('delete from customers where id = $1', [gone.id])
    await client.query('delete from audit_logs where entity_id = $1', [unrecorded.id])
    await client.query(
      `insert into customers (id, ${columns}) select $1::uuid, ${columns} from customers where id = $2`,
      [copy, twice.id],
    )
    await client.query('update audit_logs set request_id = $1 where entity_id = $2', [
      randomUUID(),
      foreign.id,
    ])
    await client.query('delete from idempotency_results where key = $1', [keyed.key])
    await client.query(
      `insert into audit_logs (actor_kind, action, request_id, operation, entity, entity_id)
       select actor_kind, action, request_id, operation, entity, entity_id from audit_logs where entity_id = $1`,
      [hollow.id],
    )
    await client.end()

    const found = await examine(stage.ownerUrl, acknowledged)
    expect({ ...found, unrecorded: [...found.unrecorded].sort() }).toEqual({
      lost: [gone.mark],
      duplicated: [twice.mark],
      unrecorded: [unrecorded.mark, twice.mark, hollow.mark].sort(),
      ghosts: [gone.id],
      misattributed: [foreign.mark],
      orphans: [keyed.key],
      executedTwice: [hollow.key],
    })
  })
})
