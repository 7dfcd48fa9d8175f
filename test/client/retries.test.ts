import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { client, Problem } from '../../client/index.ts'
import { breaking, type Dependencies } from '../support/breaking.ts'
import { type Behind, openServer } from './server.ts'

const retries = { firstPauseMs: 20 }

describe('a client before the real server', () => {
  const health: Dependencies = { postgres: 'up', redis: 'up' }
  let server: Behind
  beforeAll(async () => {
    server = await openServer({ wrap: breaking(health) })
  })
  afterAll(() => server?.close())

  test('whose connection is cut after the commit makes one row, and is told of it', async () => {
    let sent = 0
    const { api, person } = await server.client({
      retries,
      async fetch(request) {
        if (++sent === 1) server.proxy.loseAnswers()
        else server.proxy.mend()
        return fetch(request)
      },
    })
    const { data, response } = await api.POST('/v1/customers', { body: { name: 'Once' } })

    expect(sent).toBe(2)
    expect(response.headers.get('idempotency-replayed')).toBe('true')
    expect(await server.house.rows('select id from customers where owner_id = $1', person.id)).toEqual([
      { id: data.id },
    ])
  })

  test('waits as long as it is asked to, and no longer', async () => {
    const { api } = await server.client({ retries })
    health.postgres = 'down'
    const began = performance.now()
    setTimeout(() => Object.assign(health, { postgres: 'up' }), 500)
    await api.POST('/v1/customers', { body: { name: 'Later' } })
    expect(performance.now() - began).toBeGreaterThanOrEqual(1_000)
  })

  test('is told at once what a retry would not change', async () => {
    let sent = 0
    const { api } = await server.client({
      retries,
      fetch(request) {
        sent++
        return fetch(request)
      },
    })
    const refused = await api.POST('/v1/customers', { body: { name: '' } }).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(Problem)
    expect(refused).toMatchObject({
      code: 'validation',
      status: 422,
      errors: [{ pointer: '#/name' }],
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
    expect(sent).toBe(1)
  })
})

describe('before a server that answers as it is told, a client', () => {
  type Answer = (response: ServerResponse, request: IncomingMessage) => void
  let script: Answer[]
  let heard: IncomingMessage[]
  const stub = createServer((request, response) => {
    heard.push(request)
    const answer = script.length > 1 ? script.shift() : script[0]
    request.resume().on('end', () => answer?.(response, request))
  })
  let baseUrl: string
  beforeAll(async () => {
    await once(stub.listen(0, '127.0.0.1'), 'listening')
    baseUrl = `http://127.0.0.1:${(stub.address() as AddressInfo).port}`
  })
  afterAll(() => stub.close())
  beforeEach(() => {
    heard = []
  })
  afterEach(() => stub.closeAllConnections())

  const json =
    (status: number, headers: Record<string, string> = {}): Answer =>
    (response) =>
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end('{"id":"1"}')
  const hangUp: Answer = (response) => response.destroy()
  const half: Answer = (response) =>
    response
      .writeHead(201, { 'content-type': 'application/json', 'content-length': '100' })
      .write('{"id":', () => response.destroy())

  const make = (more = {}, init = {}) =>
    client({ baseUrl, retries: { ...retries, ...more } }).POST('/v1/customers', {
      body: { name: 'x' },
      ...init,
    })
  const keys = () => heard.map(({ headers }) => headers['idempotency-key'])

  test.each<[what: string, first: Answer]>([
    ['where it hung up', hangUp],
    ['where half an answer came', half],
    ['where it was too much', json(429, { 'retry-after': '0' })],
    ['where it could not serve', json(503)],
    ['where an earlier attempt is at work', json(409, { 'retry-after': '0' })],
    ['where a date is named', json(503, { 'retry-after': new Date(Date.now() - 1_000).toUTCString() })],
  ])('asks again, under the same key, %s', async (_what, first) => {
    script = [first, json(201)]
    expect((await make()).data).toEqual({ id: '1' })
    expect(new Set(keys()).size).toBe(1)
    expect(keys()).toEqual(Array(2).fill(expect.stringMatching(/^[0-9a-f-]{36}$/)))
  })

  test.each<[status: number, headers: Record<string, string>]>([
    [409, {}],
    [412, {}],
    [500, {}],
  ])('does not ask again after a %i', async (status, headers) => {
    script = [json(status, headers)]
    await expect(make()).rejects.toMatchObject({ name: 'Problem', status })
    expect(heard).toHaveLength(1)
  })

  test('takes another key for another call, and the one it is given', async () => {
    script = [json(201)]
    await make()
    await make()
    await make({}, { params: { header: { 'Idempotency-Key': 'mine' } } })
    expect(new Set(keys()).size).toBe(3)
    expect(keys().at(-1)).toBe('mine')
  })

  test('sends no key where nothing is changed', async () => {
    script = [hangUp, json(200)]
    await client({ baseUrl, retries }).GET('/v1/me')
    expect(keys()).toEqual([undefined, undefined])
  })

  test('gives up after so many attempts, with what came last', async () => {
    script = [hangUp, json(503)]
    await expect(make({ attempts: 3 })).rejects.toMatchObject({
      name: 'Problem',
      status: 503,
      code: undefined,
    })
    expect(heard).toHaveLength(3)
    script = [hangUp]
    await expect(make({ attempts: 2 })).rejects.toBeInstanceOf(TypeError)
    expect(heard).toHaveLength(5)
  })

  test('does not wait longer than it has patience', async () => {
    script = [json(429, { 'retry-after': '61' })]
    await expect(make()).rejects.toMatchObject({ status: 429 })
    expect(heard).toHaveLength(1)
  })

  test('stops when it is aborted, whether it waits for an answer or for its turn', async () => {
    const abort = (afterMs: number) => {
      const controller = new AbortController()
      setTimeout(() => controller.abort(new Error('enough')), afterMs)
      return { signal: controller.signal }
    }
    script = [() => {}]
    await expect(make({}, abort(50))).rejects.toThrow('enough')
    script = [json(503, { 'retry-after': '30' })]
    await expect(make({}, abort(50))).rejects.toThrow('enough')
    expect(heard).toHaveLength(2)
  })
})
