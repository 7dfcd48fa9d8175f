import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { postgresUrl } from '../support/servers.ts'
import { type Bridge, clientOf, errorOf, openBridge, query } from './open.ts'

/** What real clients never send, or only when somebody means harm; and what they must read when it goes wrong. */
describe('the bridge refuses', () => {
  let bridge: Bridge
  beforeAll(async () => {
    bridge = await openBridge({ postgres: postgresUrl, maxRequestBytes: 10_000, maxResponseBytes: 10_000 })
  })
  afterAll(() => bridge.close())

  const right = () => `postgres://app:${bridge.token}@any/db`

  async function send(path: string, init: RequestInit) {
    const answer = await fetch(bridge.url + path, init)
    return { status: answer.status, body: await answer.json() }
  }
  const sql = (body: unknown, headers: Record<string, string> = {}, connection = right()) =>
    send('/sql', {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'neon-connection-string': connection, ...headers },
    })

  test.each<[why: string, connection: (token: string) => string, message: RegExp]>([
    [
      'a wrong password',
      () => 'postgres://app:wrong@any/db',
      /^password authentication failed for user 'app'$/,
    ],
    ['a longer password', (token) => `postgres://app:${token}x@any/db`, /^password authentication failed/],
    ['no password', () => 'postgres://app@any/db', /^invalid connection string$/],
    ['no user', (token) => `postgres://:${token}@any/db`, /^invalid connection string$/],
    ['another scheme', (token) => `mysql://app:${token}@any/db`, /^invalid connection string$/],
    ['a broken percent sign', () => 'postgres://app:%ff@any/db', /^invalid connection string$/],
    ['what is no URL', () => 'host=any', /^invalid connection string$/],
  ])('%s', async (_why, connection, message) => {
    const { status, body } = await sql({ query: 'select 1' }, {}, connection(bridge.token))
    expect([status, body]).toEqual([
      400,
      expect.objectContaining({ message: expect.stringMatching(message) }),
    ])
    expect(JSON.stringify(body)).not.toContain(bridge.token)
  })

  test('a request without a connection string', async () => {
    const answer = await send('/sql', { method: 'POST', body: '{"query":"select 1"}' })
    expect(answer).toMatchObject({
      status: 400,
      body: { message: 'missing `Neon-Connection-String` header', code: null },
    })
  })

  test.each<[status: number, why: string, body: unknown, headers: Record<string, string>, message: RegExp]>([
    [400, 'a body that is no JSON', '{', {}, /parse/],
    [400, 'a body without a query', {}, {}, /parse/],
    [400, 'a query that is no text', { query: 1 }, {}, /parse/],
    [400, 'params that are no list', { query: 'select 1', params: { 0: 'a' } }, {}, /parse/],
    [
      400,
      'an unknown isolation level',
      { queries: [] },
      { 'neon-batch-isolation-level': 'serializable' },
      /isolation/,
    ],
    [
      400,
      'an inherited name for a level',
      { queries: [] },
      { 'neon-batch-isolation-level': 'constructor' },
      /isolation/,
    ],
    [413, 'too large a request', { query: `select '${'x'.repeat(10_000)}'` }, {}, /^request is too large/],
    [
      507,
      'too large an answer',
      { query: `select repeat('x', 4000) from generate_series(1, 3)` },
      {},
      /^response is too large \(max is 10000 bytes\)$/,
    ],
  ])('with %i %s', async (status, _why, body, headers, message) => {
    expect(await sql(body, headers)).toEqual({
      status,
      body: expect.objectContaining({ message: expect.stringMatching(message), code: null }),
    })
    expect((await sql({ query: 'select 1' })).status).toBe(200)
  })

  test('another method, another address below', async () => {
    expect(await send('/sql', { method: 'GET' })).toEqual({ status: 400, body: 'query is not supported' })
    expect(await send('/sql/x', { method: 'POST' })).toEqual({ status: 400, body: 'query is not supported' })
  })

  test('nothing to a browser’s preflight, which carries no secret', async () => {
    const answer = await fetch(`${bridge.url}/sql`, { method: 'OPTIONS' })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    expect(answer.headers.get('access-control-allow-headers')).toContain('neon-connection-string')
  })

  test('a batch whose answer is too large, whole', async () => {
    const big = `select repeat('x', 4000)`
    const queries = [{ query: 'create table bridge_never (x int)' }, ...[1, 2, 3].map(() => ({ query: big }))]
    expect((await sql({ queries })).status).toBe(507)
    expect((await sql({ query: `select to_regclass('bridge_never') as x` })).body.rows).toEqual([{ x: null }])
  })

  test.each<[why: string, headers: (token: string) => Record<string, string>, path: string]>([
    ['no token', () => ({}), '/'],
    ['a wrong token', () => ({ authorization: 'Bearer wrong' }), '/'],
    ['another scheme', (token) => ({ authorization: `Basic ${token}` }), '/'],
    ['a longer token', (token) => ({ authorization: `Bearer ${token}x` }), '/pipeline'],
    ['an empty token', () => ({ authorization: 'Bearer ' }), '/multi-exec'],
    ['a wrong token in the query', () => ({}), '/get/x?_token=wrong'],
  ])('a Redis call with %s', async (_why, headers, path) => {
    const answer = await send(path, { method: 'POST', headers: headers(bridge.token), body: '["PING"]' })
    expect(answer).toEqual({ status: 401, body: { error: 'Unauthorized' } })
  })

  test('a Redis call by another method, or too large', async () => {
    const headers = { authorization: `Bearer ${bridge.token}` }
    expect(await send('/', { method: 'DELETE', headers })).toMatchObject({ status: 405 })
    const body = JSON.stringify(['SET', 'k', 'x'.repeat(10_000)])
    expect(await send('/', { method: 'POST', headers, body })).toMatchObject({ status: 413 })
  })

  test.each([['0.0.0.0'], ['::'], ['192.0.2.1'], ['example.com']])(
    'to listen on %s without a token',
    async (host) => {
      await expect(openBridge({ host, postgres: postgresUrl })).rejects.toThrow(
        `A bridge on ${host} needs a token.`,
      )
    },
  )

  test('to start before a server that is not there, without telling its password', async () => {
    const nowhere = { postgres: 'postgres://app:hush@127.0.0.1:1/db' }
    const error = await errorOf(openBridge(nowhere))
    expect(error.message).toBe('Postgres at 127.0.0.1:1 cannot be used: connect ECONNREFUSED 127.0.0.1:1')
    const noRedis = await errorOf(openBridge({ postgres: postgresUrl, redis: 'redis://:hush@127.0.0.1:1' }))
    expect(noRedis.message).toBe('Redis at 127.0.0.1:1 cannot be used: connect ECONNREFUSED 127.0.0.1:1')
  })

  test('values as JSON where raw text was not asked for', async () => {
    const text = `select true as b, 1::int2 as i, 1.5::float8 as f, 'NaN'::float8 as n, 1::int8 as big, '{"a":[1]}'::jsonb as j,
      array[1,null]::int[] as a, array['x','y"'] as t, null::int as z`
    const { body } = await sql({ query: text, params: [] })
    expect(body.rows).toEqual([
      { b: true, i: 1, f: 1.5, n: 'NaN', big: '1', j: { a: [1] }, a: [1, null], t: ['x', 'y"'], z: null },
    ])
    expect(body.rowAsArray).toBe(false)
    const raw = {
      query: 'select $1::int[]::text as a, $2::jsonb::text as o, $3::bool as b',
      params: [[1, [2, null]].flat(), { k: 'v' }, true],
    }
    expect((await sql(raw)).body.rows).toEqual([{ a: '{1,2,NULL}', o: '{"k": "v"}', b: true }])
    const texts = {
      query: 'select $1::text[] as a',
      params: [['a"b', 'c\\d', 'NULL', null, 'é\n', { k: 'v"' }]],
    }
    expect((await sql(texts)).body.rows[0].a).toEqual(['a"b', 'c\\d', 'NULL', null, 'é\n', '{"k":"v\\""}'])
  })

  test('a second life: what was closed answers no more', async () => {
    const other = await openBridge({ postgres: postgresUrl })
    const client = clientOf(other)
    expect((await query(client, 'select 1 as x')).rows).toEqual([{ x: '1' }])
    await Promise.all([other.close(), other.close()])
    expect(await errorOf(query(client, 'select 1'))).toMatchObject({
      message: expect.stringMatching(/^Error connecting/),
    })
  })
})
