import { randomBytes } from 'node:crypto'
import { Ratelimit } from '@upstash/ratelimit'
import { Redis } from '@upstash/redis'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { postgresUrl } from '../support/servers.ts'
import { type Bridge, openBridge, redisServers } from './open.ts'

describe.each(redisServers)('Upstash’s clients before $name', ({ redis: url, skip }) => {
  const k = (name: string) => `bridge-test:${prefix}:${name}`
  const prefix = randomBytes(4).toString('hex')
  let bridge: Bridge
  let redis: Redis

  const client = (options: object = {}) =>
    new Redis({ url: bridge.url, token: bridge.token, enableTelemetry: false, retry: false, ...options })
  const plain = (options: object = {}) => client({ automaticDeserialization: false, ...options })

  beforeAll(async () => {
    if (skip) return
    bridge = await openBridge({ postgres: postgresUrl, redis: url })
    redis = client()
  })

  afterAll(async () => {
    if (skip) return
    for (let cursor = '0', more = true; more; more = cursor !== '0') {
      const [next, keys] = await redis.scan(cursor, { match: k('*'), count: 1000 })
      if (keys.length > 0) await redis.del(...keys)
      cursor = String(next)
    }
    await bridge.close()
  })

  test.skipIf(skip).each([
    ['text', 'plain'],
    ['digits', '123'],
    ['zeros', '007'],
    ['boolean', 'true'],
    ['json', '{"a":[1,null,"x"]}'],
    ['emoji', '🪸 é ☃'],
    ['empty', ''],
    ['big', '9007199254740993123'],
    ['ok', 'OK'],
    ['lines', 'a\r\nb\n\0c'],
  ])('keeps %s as it was, with base64 and without', async (name, value) => {
    expect(await plain().set(k(name), value)).toBe('OK')
    expect(await plain().get(k(name))).toBe(value)
    expect(await plain({ responseEncoding: false }).get(k(name))).toBe(value)
  })

  test.skipIf(skip)('tells nothing from something', async () => {
    expect(await redis.get(k('absent'))).toBe(null)
    expect(await redis.exists(k('absent'))).toBe(0)
    expect(await redis.ttl(k('absent'))).toBe(-2)
    expect(await redis.ping()).toBe('PONG')
  })

  test.skipIf(skip)('sets where nothing stands, for a time, and hands back what stood', async () => {
    expect(await redis.set(k('nx'), 'a', { nx: true, ex: 60 })).toBe('OK')
    expect(await redis.set(k('nx'), 'b', { nx: true, ex: 60 })).toBe(null)
    expect(await redis.set(k('nx'), 'c', { ex: 60, get: true })).toBe('a')
    expect(await redis.ttl(k('nx'))).toBeGreaterThan(50)
    expect(await redis.del(k('nx'), k('absent'))).toBe(1)
    expect(await redis.set(k('px'), 'a', { px: 30 })).toBe('OK')
    await expect.poll(() => redis.get(k('px'))).toBe(null)
  })

  test.skipIf(skip)('knows counters, hashes, sorted sets and cursors', async () => {
    expect(await redis.incr(k('n'))).toBe(1)
    expect(await redis.incrby(k('n'), 41)).toBe(42)
    await redis.hset(k('h'), { a: '1', b: 'x' })
    expect(await redis.hgetall(k('h'))).toEqual({ a: 1, b: 'x' })
    await redis.zadd(k('z'), { score: 1, member: 'a' }, { score: 2.5, member: 'b' })
    expect(await redis.zrange(k('z'), 0, -1, { withScores: true })).toEqual(['a', 1, 'b', 2.5])
    await redis.sadd(k('s'), 'x', 'y')
    expect((await redis.smembers(k('s'))).toSorted()).toEqual(['x', 'y'])
    const [cursor, keys] = await redis.scan('0', { match: k('z'), count: 100_000 })
    expect([cursor, keys]).toEqual(['0', [k('z')]])
    expect(await redis.mget(k('n'), k('absent'), k('h'))).toEqual([42, null, null])
  })

  test.skipIf(skip)('keeps an error of a pipeline in its place, and goes on', async () => {
    await redis.set(k('word'), 'x')
    const before = bridge.stats.redisRequests
    const answers = await redis
      .pipeline()
      .set(k('p'), '1')
      .incr(k('word'))
      .hget(k('word'), 'f')
      .get(k('p'))
      .exec({ keepErrors: true })
    expect(bridge.stats.redisRequests - before).toBe(1)
    expect(answers.map(({ error, result }) => error ?? result)).toEqual([
      'OK',
      expect.stringMatching(/^ERR value is not an integer/),
      expect.stringMatching(/^WRONGTYPE/),
      1,
    ])
  })

  test.skipIf(skip)('runs a transaction whole, and alone', async () => {
    expect(await redis.multi().set(k('m'), '1').incr(k('m')).get(k('m')).exec()).toEqual(['OK', 2, 2])
    await Promise.all(
      Array.from({ length: 25 }, async () => {
        const [first, second] = await redis.multi().incr(k('race')).incr(k('race')).exec<[number, number]>()
        expect(second - first).toBe(1)
      }),
    )
    // Redis' own rule: what fails when it runs fails alone.
    await expect(redis.multi().incr(k('word')).set(k('after'), '1').exec()).rejects.toThrow('not an integer')
    expect(await redis.get(k('after'))).toBe(1)
  })

  test.skipIf(skip)('does nothing of a transaction that Redis discards', async () => {
    const { status, body } = await call('/multi-exec', [['SET', k('half'), '1'], ['GET']])
    expect(status).toBe(400)
    expect(body).toEqual({ error: expect.stringMatching(/^EXECABORT/) })
    expect(await redis.get(k('half'))).toBe(null)
  })

  test.skipIf(skip)('runs scripts, by their text and then by their hash', async () => {
    const script = `#!lua
      redis.call('HSET', KEYS[1], 'a', ARGV[1])
      local some = redis.call('HMGET', KEYS[1], 'a', 'absent')
      return {some[1], some[2] == false, redis.call('GET', KEYS[2]) == false, 3.7, #ARGV}`
    const sha = await redis.scriptLoad(script)
    const expected = ['x', 1, 1, 3, 1]
    expect(await redis.evalsha(sha, [k('lua'), k('absent')], ['x'])).toEqual(expected)
    expect(await redis.eval(script, [k('lua'), k('absent')], ['x'])).toEqual(expected)
    await expect(redis.evalsha('0'.repeat(40), [], [])).rejects.toThrow('NOSCRIPT')
    await expect(redis.eval(`return redis.error_reply('MINE not today')`, [], [])).rejects.toThrow(
      'MINE not today',
    )
    expect(await redis.eval(`return redis.status_reply('FINE')`, [], [])).toBe('FINE')
    await expect(redis.eval('return nothing.at', [], [])).rejects.toThrow('ERR')
  })

  test.skipIf(skip).each([
    ['fixed window', () => Ratelimit.fixedWindow(10, '60 s')],
    ['sliding window', () => Ratelimit.slidingWindow(10, '60 s')],
    ['token bucket', () => Ratelimit.tokenBucket(10, '60 s', 10)],
  ])('lets exactly so many through a %s, however many come at once', async (name, limiter) => {
    const limit = new Ratelimit({
      redis,
      limiter: limiter(),
      prefix: k(name),
      ephemeralCache: false,
      timeout: 0,
    })
    const answers = await Promise.all(Array.from({ length: 50 }, () => limit.limit('someone')))
    // A window that turns while they come in counts them apart; at most once in a run.
    const windows = new Set(answers.map(({ reset }) => reset)).size
    expect(answers.filter(({ success }) => success).length).toBeLessThanOrEqual(10 * windows)
    expect(answers.filter(({ success }) => success).length).toBeGreaterThanOrEqual(10)
    const [, keys] = await redis.scan('0', { match: k(`${name}*`), count: 100_000 })
    expect(keys.length).toBeGreaterThan(0)
    for (const key of keys) expect(await redis.pttl(key)).toBeGreaterThan(0)
    expect((await limit.limit('another')).success).toBe(true)
    await limit.resetUsedTokens('someone')
    expect((await limit.limit('someone')).success).toBe(true)
  })

  test.skipIf(skip)('answers a path as it answers a list', async () => {
    const get = async (path: string, init: RequestInit = {}) =>
      (await fetch(bridge.url + path, { headers: bearer(), ...init })).json()
    const key = encodeURIComponent(k('path/é'))
    expect(await get(`/set/${key}/a%20b/EX/60`)).toEqual({ result: 'OK' })
    expect(await get(`/get/${key}?_token=wrong`)).toEqual({ result: 'a b' })
    expect(await get(`/set/${key}?EX=60`, { method: 'POST', body: 'by\nbody' })).toEqual({ result: 'OK' })
    expect(await get(`/get/${key}?_token=${bridge.token}`, { headers: {} })).toEqual({ result: 'by\nbody' })
    expect(await get(`/ttl/${key}`)).toEqual({ result: expect.any(Number) })
    expect(await get('/nonsense/x')).toEqual({ error: expect.stringMatching(/^ERR unknown command/) })
    expect(await get('/get/%ff')).toEqual({ error: 'ERR failed to parse the command' })
  })

  test.skipIf(skip).each<[status: number, path: string, body: unknown, error: RegExp]>([
    [400, '/', ['GET'], /wrong number of arguments for 'get'/],
    [400, '/', ['NOSUCH', 'x'], /^ERR unknown command/],
    [400, '/', ['BLPOP', 'x', 0], /^ERR Command is not available: 'BLPOP'/],
    [400, '/', ['xread', 'block', 0, 'streams', 'x', '$'], /not available/],
    [400, '/', ['SUBSCRIBE', 'x'], /not available/],
    [400, '/', [], /parse/],
    [400, '/', ['GET', null], /parse/],
    [400, '/', ['GET', { a: 1 }], /parse/],
    [400, '/', 'GET x', /parse/],
    [400, '/pipeline', ['GET', 'x'], /parse/],
    [400, '/pipeline', undefined, /parse/],
    [
      400,
      '/multi-exec',
      [
        ['GET', 'x'],
        ['WATCH', 'x'],
      ],
      /not available/,
    ],
  ])('answers %i for %s %j', async (status, path, body, error) => {
    expect(await call(path, body)).toEqual({ status, body: { error: expect.stringMatching(error) } })
  })

  const bearer = () => ({ authorization: `Bearer ${bridge.token}` })

  async function call(path: string, body: unknown) {
    const answer = await fetch(bridge.url + path, {
      method: 'POST',
      headers: bearer(),
      body: JSON.stringify(body) ?? '{',
    })
    return { status: answer.status, body: await answer.json() }
  }
})
