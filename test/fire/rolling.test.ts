/** Two instances behind the balancer that we ship, each restarted in turn while clients write and read: nobody notices. */
import { randomUUID } from 'node:crypto'
import { Agent } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientOf } from '../entry/client.ts'
import { freePort } from '../support/free-port.ts'
import { type Balancer, noHaproxy, startHaproxy } from '../support/haproxy.ts'
import { postgresUrl, redisUrl } from '../support/servers.ts'
import { ask, type Got } from './asking.ts'
import { type Acknowledged, clean, examine } from './ledger.ts'
import { openStage, type Runtime, type Stage } from './stage.ts'

const clients = 12
/** Each restarts both. */
const rounds = Number(process.env.ROLLS ?? 3)
/** Longer than the balancer takes to see that one is not ready. */
const drain = { DRAIN_SECONDS: '3' }

describe.skipIf(noHaproxy || !postgresUrl || !redisUrl)(`${rounds} rolling restarts of two instances`, () => {
  let stage: Stage
  let balancer: Balancer
  let ports: readonly [number, number]
  let token: string
  beforeAll(async () => {
    stage = await openStage('rolling')
    ports = [await freePort(), await freePort()]
    balancer = await startHaproxy(ports)
    const first = await stage.start('node', { PORT: String(ports[0]) })
    token = (await clientOf({ url: first.url, metricsToken: '' }, new Map()).person('storm')).token
    await first.stop()
  })
  afterAll(async () => {
    await balancer?.close()
    await stage?.close()
  })

  test.each<[Runtime]>([['node'], ['bun']])(
    '%s: no request fails, and all that was written is there once, with its record',
    async (runtime) => {
      const start = (port: number) => stage.start(runtime, { PORT: String(port), ...drain })
      const instances = await Promise.all(ports.map(start))
      const acknowledged: Acknowledged[] = []
      const failed: Got[] = []
      let answers = 0
      let running = true

      async function demand(agent: Agent, asked: Parameters<typeof ask>[2], wanted: number) {
        const got = await ask(balancer.url, agent, { token, ...asked })
        if (got.kind === 'answer' && got.status === wanted) {
          answers++
          return got
        }
        failed.push(got)
        await sleep(20)
        return undefined
      }

      async function work(client: number) {
        const agent = new Agent({ keepAlive: true, maxSockets: 1 })
        for (let turn = 0; running; turn++) {
          const mark = `${runtime}-${client}-${turn}`
          const key = randomUUID()
          const headers = { 'idempotency-key': key }
          const asked = { method: 'POST', path: '/v1/customers', headers, body: { name: mark } }
          const made = await demand(agent, asked, 201)
          if (!made) continue
          const { id } = JSON.parse(made.body)
          const requestId = String(made.headers['x-request-id'])
          acknowledged.push({ table: 'customers', mark, id, requestId, key, replayed: false })
          await demand(agent, { method: 'GET', path: `/v1/customers/${id}` }, 200)
          await demand(agent, { method: 'GET', path: '/v1/customers' }, 200)
        }
        agent.destroy()
      }

      // It has to have seen both before anybody asks.
      await expect
        .poll(() => ask(balancer.url, false, { method: 'GET', path: '/livez' }), { timeout: 10_000 })
        .toMatchObject({ status: 200 })
      const working = Promise.all(Array.from({ length: clients }, (_, client) => work(client)))
      for (let round = 0; round < rounds; round++)
        for (const [nth, port] of ports.entries()) {
          await sleep(1_500)
          const before = answers
          const leaving = instances[nth]
          leaving?.kill('SIGTERM')
          expect(await leaving?.ended, leaving?.output().slice(-600)).toBe(0)
          expect(answers, 'nobody asked anything meanwhile').toBeGreaterThan(before)
          instances[nth] = await start(port)
        }
      await sleep(1_500)
      running = false
      await working
      await Promise.all(instances.map((instance) => instance.stop()))

      const figures = { answers, written: acknowledged.length, failed: failed.length }
      console.info(`${runtime}, ${rounds * 2} restarts: ${JSON.stringify(figures)}`)
      expect(failed.slice(0, 5)).toEqual([])
      expect(await examine(stage.ownerUrl, acknowledged)).toEqual(clean)
      // Both of them served: the balancer saw each go and come back.
      for (const name of ['one', 'two'])
        expect(balancer.output()).toMatch(new RegExp(`holdfast/${name} is UP`))
    },
    60_000 + rounds * 60_000,
  )
})
