import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from '@redis/client'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { RedisPorts } from '../../../src/drivers/redis/commands.ts'
import { nodeRedis } from '../../../src/drivers/redis/node-redis.ts'
import { admissionContract } from '../../contracts/admission.ts'
import { cacheContract } from '../../contracts/cache.ts'
import { aLimit, fresh, type RedisSubject } from '../../contracts/redis-subject.ts'
import { redisUrl } from '../../support/servers.ts'
import { openProxy, type TcpProxy } from './proxy.ts'

const generous = 5_000

async function open(url: string): Promise<RedisSubject> {
  const proxy = await openProxy(url)
  const ports = nodeRedis({ urls: [proxy.url], timeoutMs: generous })
  const observer = createClient({ url, RESP: 2 })
  await observer.connect()
  return {
    ...ports,
    requests: proxy.writes,
    async lifetimes(part) {
      const keys = await observer.keys(`*${part}*`)
      return Promise.all(keys.map(async (key) => (await observer.pTTL(key)) / 1000))
    },
    async close() {
      await ports.cache.close()
      await observer.close()
      await proxy.close()
    },
  }
}

describe.skipIf(!redisUrl)('a real Redis', () => {
  const url = redisUrl ?? ''
  admissionContract('node-redis', () => open(url))
  cacheContract('node-redis', () => open(url))

  describe('when Redis is not well', () => {
    let proxy: TcpProxy
    let ports: RedisPorts
    beforeAll(async () => {
      proxy = await openProxy(url)
    })
    afterEach(() => ports.cache.close())
    afterAll(() => proxy.close())

    const secret = 'session:0123456789abcdef'
    const calls = (): [string, Promise<unknown>][] => [
      [
        'admit',
        ports.admission.admit({ limits: [aLimit({ key: secret })], look: [secret], announce: [secret] }),
      ],
      ['get', ports.cache.get([secret])],
      ['fill', ports.cache.fill(secret, secret, 10)],
      ['bury', ports.cache.bury([secret], 10)],
      ['ping', ports.cache.ping()],
    ]
    const state = () =>
      ports.cache.ping().then(
        () => 'up',
        () => 'down',
      )

    /** Every call fails within `limitMs` and says nothing of what was asked. */
    async function expectFailures(failure: RegExp, limitMs: number) {
      const started = performance.now()
      const results = await Promise.allSettled(calls().map(([, call]) => call))
      expect(performance.now() - started).toBeLessThan(limitMs)
      for (const result of results) {
        if (result.status === 'fulfilled') throw new Error('a call succeeded without Redis')
        expect(result.reason.failure).toMatch(failure)
        expect(`${result.reason.stack} ${JSON.stringify(result.reason)}`).not.toContain('0123456789')
        expect(result.reason.cause).toBeUndefined()
      }
    }

    test('throws at once where nobody listens, and goes on so', async () => {
      ports = nodeRedis({ urls: ['redis://127.0.0.1:1'], timeoutMs: 3_000 })
      await expectFailures(/unreachable/, 1_500)
      await expectFailures(/unreachable/, 1_500)
    })

    test('throws in time while Redis is slow, and recovers', async () => {
      ports = nodeRedis({ urls: [proxy.url], timeoutMs: 100 })
      await expect.poll(state, { timeout: 5_000 }).toBe('up')
      proxy.delay(1_500)
      await expectFailures(/timeout/, 1_000)
      proxy.delay(0)
      await expect.poll(state, { timeout: 5_000 }).toBe('up')
    })

    test('throws at once after a cut, queues nothing, and reconnects by itself', async () => {
      ports = nodeRedis({ urls: [proxy.url], timeoutMs: 3_000 })
      await ports.cache.ping()
      await proxy.kill()
      await sleep(30)
      await expectFailures(/unreachable/, 1_500)
      const key = fresh()
      await expect(ports.cache.fill(key, 'late', 30)).rejects.toThrow('Redis cannot be reached.')
      await proxy.revive()
      await expect.poll(state, { timeout: 5_000 }).toBe('up')
      expect(await ports.cache.get([key])).toEqual([null])
    })

    test('replaces a connection that has gone silent', async () => {
      ports = nodeRedis({ urls: [proxy.url], timeoutMs: 50 })
      await ports.cache.ping()
      const before = proxy.connections()
      proxy.silence(true)
      await expectFailures(/timeout/, 1_000)
      await sleep(3_100)
      await expect(ports.cache.ping()).rejects.toThrow()
      proxy.silence(false)
      await expect.poll(state, { timeout: 5_000 }).toBe('up')
      expect(proxy.connections()).toBeGreaterThan(before)
    })

    test('gives up when the caller does', async () => {
      ports = nodeRedis({ urls: [proxy.url], timeoutMs: 2_000 })
      await ports.cache.ping()
      proxy.delay(1_500)
      const started = performance.now()
      await expect(ports.cache.get([fresh()], AbortSignal.timeout(30))).rejects.toMatchObject({
        failure: 'aborted',
      })
      expect(performance.now() - started).toBeLessThan(1_000)
      proxy.delay(0)
    })

    test('passes on what Redis refuses, without the words', async () => {
      ports = nodeRedis({ urls: [url], timeoutMs: generous })
      const observer = createClient({ url, RESP: 2 })
      await observer.connect()
      const key = fresh()
      await observer.lPush(key, 'a list')
      const refused = { name: 'RedisError', failure: 'refused', code: 'WRONGTYPE' }
      await expect(ports.cache.get([fresh(), key])).rejects.toMatchObject(refused)
      await expect(
        ports.admission.admit({ limits: [aLimit()], look: [key], announce: [] }),
      ).rejects.toMatchObject(refused)
      await observer.del(key)
      await observer.close()
    })

    test('says it to all who are counted together, and leaves no failure that nobody hears', async () => {
      ports = nodeRedis({ urls: [url], timeoutMs: generous })
      const observer = createClient({ url, RESP: 2 })
      await observer.connect()
      const unheard: unknown[] = []
      const hear = (reason: unknown) => void unheard.push(reason)
      process.on('unhandledRejection', hear)
      const limit = aLimit()
      const request = { limits: [limit], look: [], announce: [] }
      await ports.admission.admit(request)
      const [key = ''] = await observer.keys(`*${limit.key}*`)
      await observer.del(key)
      await observer.lPush(key, 'a list')
      // In one turn, so that the limit is counted once, for both.
      const both = [ports.admission.admit(request), ports.admission.admit(request)]
      for (const one of await Promise.allSettled(both))
        expect(one).toMatchObject({ status: 'rejected', reason: { failure: 'refused', code: 'WRONGTYPE' } })
      await sleep(20)
      process.off('unhandledRejection', hear)
      expect(unheard).toEqual([])
      await observer.del(key)
      await observer.close()
    })
  })
})
