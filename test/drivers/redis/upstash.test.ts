import { createClient } from '@redis/client'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openBridge } from '../../../bridge/bridge.ts'
import { upstash } from '../../../src/drivers/redis/upstash.ts'
import { admissionContract } from '../../contracts/admission.ts'
import { cacheContract } from '../../contracts/cache.ts'
import { aLimit, type RedisSubject } from '../../contracts/redis-subject.ts'
import { postgresUrl, redisUrl } from '../../support/servers.ts'
import { type Answer, openStandIn, type StandIn } from './stand-in.ts'

async function open(redis: string): Promise<RedisSubject> {
  const bridge = await openBridge({ redis, postgres: postgresUrl })
  const ports = upstash({ url: bridge.url, token: bridge.token, timeoutMs: 5_000 })
  const observer = createClient({ url: redis, RESP: 2 })
  await observer.connect()
  return {
    ...ports,
    requests: () => bridge.stats.redisRequests,
    async lifetimes(part) {
      const keys = await observer.keys(`*${part}*`)
      return Promise.all(keys.map(async (key) => (await observer.pTTL(key)) / 1000))
    },
    async close() {
      await ports.cache.close()
      await observer.close()
      await bridge.close()
    },
  }
}

describe.skipIf(!redisUrl)('a real Redis behind the bridge', () => {
  admissionContract('upstash', () => open(redisUrl ?? ''))
  cacheContract('upstash', () => open(redisUrl ?? ''))
})

describe('when Upstash is not well', () => {
  let standIn: StandIn
  beforeAll(async () => {
    standIn = await openStandIn()
  })
  afterAll(() => standIn.close())
  beforeEach(() => {
    standIn.asked.length = 0
    standIn.answer = { body: '[]' }
  })

  const secret = 'session:0123456789abcdef'
  const open = (url = standIn.url) => upstash({ url, token: 'the-token', timeoutMs: 100 })
  const calls = ({ admission, cache }: ReturnType<typeof open>) => [
    admission.admit({ limits: [aLimit({ key: secret })], look: [secret], announce: [secret] }),
    cache.get([secret]),
    cache.fill(secret, secret, 10),
    cache.bury([secret], 10),
    cache.ping(),
  ]

  /** Every call fails within `limitMs`, asks once, and says nothing of what was asked. */
  async function expectFailures(expected: object, limitMs: number, url?: string) {
    const started = performance.now()
    const results = await Promise.allSettled(calls(open(url)))
    expect(performance.now() - started).toBeLessThan(limitMs)
    for (const result of results) {
      if (result.status === 'fulfilled') throw new Error('a call succeeded without Redis')
      expect(result.reason).toMatchObject({ name: 'RedisError', ...expected })
      expect(result.reason.cause).toBeUndefined()
      expect(`${result.reason.stack} ${JSON.stringify(result.reason)}`).not.toMatch(/0123456789|the-token/)
    }
    if (!url) expect(standIn.asked).toHaveLength(results.length)
  }

  test.each<[string, Answer, object]>([
    ['is slow', { body: '[]', delayMs: 3_000 }, { failure: 'timeout' }],
    ['cuts the connection', { body: '', cut: true }, { failure: 'unreachable' }],
    ['refuses the token', { status: 401, body: '{"error":"WRONGPASS invalid"}' }, { code: 'WRONGPASS' }],
    ['repeats the command', { status: 400, body: `{"error":"ERR near ${secret}"}` }, { code: 'ERR' }],
    ['answers with a page', { status: 502, body: `<html>${secret}</html>` }, { failure: 'unreachable' }],
    ['answers with a page and 200', { body: `<html>${secret}</html>` }, { failure: 'unreachable' }],
    ['answers too little', { body: '[]' }, { failure: 'unreachable' }],
    ['answers something else', { body: '{"result":"OK"}' }, { failure: 'unreachable' }],
  ])('throws in time, after one attempt, when it %s', async (_what, answer, expected) => {
    standIn.answer = answer
    await expectFailures(expected, 1_500)
  })

  test('throws in time where nobody listens', async () => {
    await expectFailures({ failure: 'unreachable' }, 1_500, 'http://127.0.0.1:1')
  })

  test.each<[string, unknown]>([
    ['nothing', null],
    ['a text', 'OK'],
    ['a fraction', 0.5],
    ['a list', [1]],
  ])('does not take %s for a verdict', async (_what, result) => {
    standIn.answer = { body: JSON.stringify([{ result }]) }
    await expect(
      open().admission.admit({ limits: [aLimit()], look: [], announce: [] }),
    ).rejects.toMatchObject({
      name: 'RedisError',
    })
  })

  test.each(['limit', 'announcement', 'look-up'])('throws when only the %s was refused', async (which) => {
    const item = (name: string, result: unknown) =>
      name === which ? { error: `OOM command not allowed ${secret}` } : { result }
    standIn.answer = {
      body: JSON.stringify([item('announcement', 'OK'), item('limit', 5), item('look-up', null)]),
    }
    await expect(
      open().admission.admit({ limits: [aLimit()], look: [secret], announce: [secret] }),
    ).rejects.toMatchObject({ name: 'RedisError', failure: 'refused', code: 'OOM' })
  })

  test('asks once, in order, with the token, and tells nobody what it runs on', async () => {
    standIn.answer = { body: JSON.stringify([{ result: 'OK' }, { result: 5 }, { result: '007' }]) }
    const answer = await open().admission.admit({
      limits: [aLimit({ key: 'who' })],
      look: ['row:a'],
      announce: ['row:b'],
    })
    expect(answer.found).toEqual(['007'])
    const [{ headers, path, body } = { headers: {}, path: '', body: [] }] = standIn.asked
    expect(path).toBe('/pipeline')
    expect(headers.authorization).toBe('Bearer the-token')
    expect(Object.keys(headers).join()).not.toMatch(/telemetry|encoding: base64/i)
    expect(body).toEqual([
      ['SET', 'row:b', '-', 'EX', 10],
      [
        'EVALSHA',
        expect.stringMatching(/^[0-9a-f]{40}$/),
        2,
        expect.stringMatching(/^limit:\{address:who\}:\d+$/),
        expect.stringMatching(/^limit:\{address:who\}:\d+$/),
        10,
        expect.any(Number),
        3_600_000,
        1,
      ],
      ['GET', 'row:a'],
    ])
  })

  test('gives up when the caller does, and the request with it', async () => {
    standIn.answer = { body: '[]', delayMs: 2_000 }
    const { cache } = upstash({ url: standIn.url, token: 't', timeoutMs: 5_000 })
    const started = performance.now()
    await expect(cache.get([secret], AbortSignal.timeout(30))).rejects.toMatchObject({ failure: 'aborted' })
    expect(performance.now() - started).toBeLessThan(1_000)
  })
})
