/** A long answer as each runtime sends it: whole, cut by who reads it, and broken, which must not look like whole. */
import { type IncomingMessage, request } from 'node:http'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningServer, startBun, startNode } from '../support/runtime.ts'
import { startWorkerd } from '../support/runtime-workerd.ts'
import { postgresUrl, redisUrl } from '../support/servers.ts'
import { clientOf, type Person } from './client.ts'

const rows = 5_000

const runtimes = [
  ['node', startNode],
  ['bun', startBun],
  ['workerd', startWorkerd],
] as const

describe.skipIf(!postgresUrl || !redisUrl).each(runtimes)('an export on %s', (_name, start) => {
  let server: RunningServer
  let person: Person
  let owner: Client

  beforeAll(async () => {
    server = await start({})
    person = await clientOf(server, new Map()).person('elif')
    owner = new Client(server.keeps?.ownerUrl)
    await owner.connect()
    await owner.query('begin')
    await owner.query(`select set_config('app.ctx', '{"actor_kind":"system","action":"test:store"}', true)`)
    await owner.query(
      `insert into customers (id, owner_id, created_by, name, notes)
       select gen_random_uuid(), $1::uuid, $1::uuid, 'Row ' || n, repeat('x', 2000) from generate_series(1, $2::int) n`,
      [person.id, rows],
    )
    await owner.query('commit')
  }, 120_000)
  afterAll(async () => {
    await owner?.end()
    await server?.stop()
  })

  /** What of it came, and whether HTTP says that this was all. */
  function read(heard: (lines: number, answer: IncomingMessage) => void = () => {}) {
    const { hostname, port } = new URL(server.url)
    const headers = { authorization: `Bearer ${person.token}` }
    return new Promise<{ lines: number; complete: boolean }>((resolve) => {
      let lines = 0
      const asked = request({ hostname, port, path: '/v1/customers/export', headers, agent: false })
      asked.on('response', (answer) => {
        answer.on('data', (piece: Buffer) => {
          lines += piece.toString('latin1').split('\n').length - 1
          heard(lines, answer)
        })
        answer.on('error', () => {})
        answer.on('close', () => resolve({ lines, complete: answer.complete }))
      })
      // A runtime may not have sent the first of it when it cuts.
      asked.on('error', () => resolve({ lines, complete: false }))
      asked.end()
    })
  }

  async function flows(end: string): Promise<number> {
    const headers = { authorization: `Bearer ${server.metricsToken}` }
    const counted = await (await fetch(`${server.url}/metrics`, { headers })).text()
    return Number(new RegExp(`http_flows_total\\{end="${end}".* (\\d+)`).exec(counted)?.[1] ?? 0)
  }
  const counted = (end: string) => expect.poll(() => flows(end), { timeout: 10_000 }).toBe(1)

  test('is whole where it is read to its end', async () => {
    expect(await read()).toEqual({ lines: rows, complete: true })
    await counted('whole')
  }, 60_000)

  test('is noticed to be cut where its reader leaves', async () => {
    const { lines, complete } = await read((heard, answer) => heard > 100 && answer.destroy())
    expect([lines < rows, complete]).toEqual([true, false])
    await counted('cut')
  }, 60_000)

  test('cuts the connection where it breaks: what came does not look like all', async () => {
    let broken: Promise<unknown> | undefined
    const { lines, complete } = await read((heard, answer) => {
      if (broken || heard < 100) return
      answer.pause()
      broken = owner.query('alter table customers rename to away').then(() => answer.resume())
    })
    await broken
    expect([lines < rows, complete]).toEqual([true, false])
    await counted('broken')
  }, 60_000)
})
