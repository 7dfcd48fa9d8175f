import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nodeRedis } from '../../../src/drivers/redis/node-redis.ts'
import { admissionContract } from '../../contracts/admission.ts'
import { cacheContract } from '../../contracts/cache.ts'
import { aLimit, fresh, type RedisSubject } from '../../contracts/redis-subject.ts'
import { haveRedisServer, type OwnServers, openCluster, openServers } from './own-servers.ts'

describe.skipIf(!haveRedisServer)('a cluster', () => {
  let servers: OwnServers
  beforeAll(async () => {
    servers = await openCluster()
  })
  afterAll(() => servers?.close())

  async function open(): Promise<RedisSubject> {
    const ports = nodeRedis({ urls: servers.urls, timeoutMs: 5_000 })
    return {
      ...ports,
      async lifetimes(part) {
        const perNode = servers.ports.map(async (port) => {
          const keys = (await servers.cli(port, 'keys', `*${part}*`)).split('\n').filter(Boolean)
          return Promise.all(keys.map(async (key) => Number(await servers.cli(port, 'pttl', key)) / 1000))
        })
        return (await Promise.all(perNode)).flat()
      },
      close: () => ports.cache.close(),
    }
  }
  admissionContract('node-redis, cluster', open)
  cacheContract('node-redis, cluster', open)

  test('spreads keys over all nodes, and one caller stays on one', async () => {
    const { admission, cache } = nodeRedis({ urls: servers.urls, timeoutMs: 5_000 })
    const part = fresh('spread')
    const keys = Array.from({ length: 60 }, (_, i) => `${part}:${i}`)
    await admission.admit({ limits: keys.map((key) => aLimit({ key })), look: [], announce: keys })
    const found = await Promise.all(servers.ports.map((port) => servers.cli(port, 'keys', `*${part}*`)))
    for (const here of found) expect(here.split('\n').length).toBeGreaterThan(10)
    await cache.close()
  })

  // The last one: it breaks what the others share.
  test('fails at once for what a lost node held, and works for the rest', async () => {
    const { admission, cache } = nodeRedis({ urls: servers.urls, timeoutMs: 3_000 })
    const keys = Array.from({ length: 90 }, () => fresh())
    for (const key of keys) await cache.fill(key, key, 60)
    await servers.stop(1)
    await sleep(100)
    const started = performance.now()
    const results = await Promise.allSettled(keys.map((key) => cache.get([key])))
    expect(performance.now() - started).toBeLessThan(1_500)
    const held = results.filter(({ status }) => status === 'fulfilled').length
    // About two thirds; chance alone leaves these bounds once in millions of runs.
    expect(held).toBeGreaterThan(30)
    expect(held).toBeLessThan(85)
    await expect(
      admission.admit({ limits: keys.map((key) => aLimit({ key })), look: [], announce: [] }),
    ).rejects.toMatchObject({ name: 'RedisError' })
    await servers.stop(0)
    await servers.stop(2)
    await expect(cache.get(keys)).rejects.toMatchObject({ name: 'RedisError' })
    await cache.close()
  })
})

describe.skipIf(!haveRedisServer)('a cluster of which no node answers', () => {
  let cluster: OwnServers
  beforeAll(async () => {
    cluster = await openCluster()
  })
  afterAll(() => cluster?.close())

  test('fails at once and is found again when it comes', async () => {
    for (const at of [0, 1, 2]) await cluster.stop(at)
    const { cache } = nodeRedis({ urls: cluster.urls, timeoutMs: 3_000 })
    await expect(cache.ping()).rejects.toMatchObject({ name: 'RedisError' })
    const started = performance.now()
    await expect(cache.ping()).rejects.toMatchObject({ failure: 'unreachable' })
    expect(performance.now() - started).toBeLessThan(1_000)

    for (const at of [0, 1, 2]) await cluster.restart(at)
    const key = fresh()
    const attempt = () =>
      cache.fill(key, 'back', 30).then(
        () => 'back',
        () => 'away',
      )
    await expect.poll(attempt, { timeout: 10_000 }).toBe('back')
    await cache.close()
  })
})

describe.skipIf(!haveRedisServer)('a Redis that has just started', () => {
  let servers: OwnServers
  beforeAll(async () => {
    servers = await openServers(1, '--requirepass', 'p@ss word')
  })
  afterAll(() => servers?.close())
  const url = (password: string) => `redis://:${encodeURIComponent(password)}@127.0.0.1:${servers.ports[0]}`

  test('is brought the script by its first callers, who are counted exactly', async () => {
    const { admission, cache } = nodeRedis({ urls: [url('p@ss word')], timeoutMs: 5_000 })
    const limit = aLimit({ count: 20 })
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => admission.admit({ limits: [limit], look: [], announce: [] })),
    )
    expect(answers.filter(({ verdicts }) => verdicts[0]?.allowed)).toHaveLength(20)
    await cache.close()
  })

  test('is not reached with a wrong password, and nobody reads which', async () => {
    const { cache } = nodeRedis({ urls: [url('wrong secret')], timeoutMs: 300 })
    const error = await cache.ping().catch((thrown: Error) => thrown)
    expect(error).toMatchObject({ name: 'RedisError' })
    expect((error as Error).stack).not.toContain('secret')
    await cache.close()
  })
})
