/** A line whose far end is gone, and which does not say so: the bridge finds it out, and the next in line is served. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { seeded } from '../../chaos/random.ts'
import { type Link, openLink } from '../../chaos/world/link.ts'
import { postgresUrl, redisUrl } from '../support/servers.ts'
import { type Bridge, clientOf, errorOf, openBridge, query } from './open.ts'

describe.skipIf(!postgresUrl || !redisUrl)('half open', () => {
  let bridge: Bridge
  const links: Link[] = []

  beforeAll(async () => {
    for (const url of [postgresUrl, redisUrl]) links.push(await openLink(url as string, seeded(1)))
    const [postgres, redis] = links
    bridge = await openBridge({ postgres: postgres?.url, redis: redis?.url, maxConnections: 1 })
  })
  afterAll(async () => {
    await bridge?.close()
    for (const link of links) await link.close()
  })

  test('Postgres', { timeout: 30_000 }, async () => {
    const sql = clientOf(bridge)
    await query(sql, 'select 1')
    links[0]?.fall('half-open')
    const signal = AbortSignal.timeout(500)
    await errorOf(query(sql, 'select 1', [], { fetchOptions: { signal } }))
    links[0]?.heal()
    expect((await query(sql, 'select 1 as x')).rows).toEqual([{ x: '1' }])
  })

  test('Redis', { timeout: 30_000 }, async () => {
    const ping = async () => {
      const headers = { authorization: `Bearer ${bridge.token}` }
      const response = await fetch(bridge.url, { method: 'POST', headers, body: '["PING"]' })
      return response.json()
    }
    expect(await ping()).toEqual({ result: 'PONG' })
    links[1]?.fall('half-open')
    expect(await ping()).not.toEqual({ result: 'PONG' })
    links[1]?.heal()
    await expect.poll(ping, { timeout: 10_000, interval: 100 }).toEqual({ result: 'PONG' })
  })
})
