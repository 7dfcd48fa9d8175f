import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { type Bridge, openBridge } from '../../../bridge/bridge.ts'
import { neonHttp } from '../../../src/drivers/postgres/neon-http.ts'
import { databaseContract } from '../../contracts/database.ts'
import { postgresUrl } from '../../support/servers.ts'
import { scratchDatabase } from './scratch.ts'

const sql = (text: string, ...params: (string | number | null)[]) => ({ text, params })
const failed = (call: Promise<unknown>) =>
  call.then(
    () => 'succeeded',
    (error) => error,
  )
const url = 'postgres://someone:private@ep-none.invalid/data'

describe.skipIf(!postgresUrl)('over the bridge, before a real Postgres', () => {
  const ends: (() => Promise<void>)[] = []
  afterAll(async () => {
    for (const end of ends) await end()
  })

  async function overBridge(maxConnections?: number) {
    const scratch = await scratchDatabase(postgresUrl ?? '')
    const bridge = await openBridge({ postgres: scratch.url, maxConnections })
    ends.push(bridge.close, scratch.drop)
    return { bridge, db: neonHttp({ url: urlOf(bridge), endpoint: `${bridge.url}/sql` }) }
  }

  databaseContract('neon-http', async () => (await overBridge()).db, { cancels: true, concurrent: true })

  describe('with one connection', () => {
    databaseContract('neon-http', async () => (await overBridge(1)).db, { cancels: true, concurrent: false })
  })

  test('every call is one request, and an empty batch none', async () => {
    const { bridge, db } = await overBridge()
    await db.atomic([])
    expect(bridge.stats.sqlRequests).toBe(0)
    await db.atomic([sql('select 1'), sql('select 2'), sql('select 3')])
    expect(bridge.stats.sqlRequests).toBe(1)
    await db.query(sql('select 1'))
    expect(bridge.stats.sqlRequests).toBe(2)
  })

  test('a result over the limit undoes its batch', async () => {
    const { db } = await overBridge()
    await db.query(sql('create table kept (n int)'))
    const large = sql(`select repeat('x', 11 * 1024 * 1024) as large`)
    expect(await failed(db.atomic([sql('insert into kept values (1)'), large]))).toMatchObject({
      code: '54000',
    })
    expect(await db.query(sql('select n from kept'))).toEqual([])
  })

  const urlOf = ({ token }: Bridge) => `postgres://app:${token}@localhost/data`
})

describe('neon-http', () => {
  const closing: (() => void)[] = []
  afterEach(() => {
    for (const close of closing.splice(0)) close()
  })

  interface Asked {
    readonly headers: IncomingMessage['headers']
    readonly body: { query?: string; queries?: { query: string; params: unknown[] }[] }
  }

  /** A server that answers what it is told to, for the answers that a healthy one does not give. */
  async function serve(answer: (response: ServerResponse) => void) {
    const asked: Asked[] = []
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk)
      asked.push({ headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString()) })
      answer(response)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closing.push(() => {
      server.closeAllConnections()
      server.close()
    })
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    return { asked, endpoint: `http://127.0.0.1:${port}/sql` }
  }

  const json = (status: number, body: unknown) => (response: ServerResponse) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }
  const one = (value: string) => ({
    fields: [{ name: 'v', dataTypeID: 25 }],
    rows: [[value]],
    command: 'SELECT',
    rowCount: 1,
  })

  test('two databases in one process go each to its own server', async () => {
    const [a, b] = [await serve(json(200, one('a'))), await serve(json(200, one('b')))]
    const [first, second] = [neonHttp({ url, endpoint: a.endpoint }), neonHttp({ url, endpoint: b.endpoint })]
    const answers = await Promise.all([first.query(sql('x')), second.query(sql('x')), first.query(sql('x'))])
    expect(answers).toEqual([[{ v: 'a' }], [{ v: 'b' }], [{ v: 'a' }]])
  })

  test('a batch is one request in a transaction, and an empty one is none', async () => {
    const { asked, endpoint } = await serve(json(200, { results: [one('1'), one('2')] }))
    const db = neonHttp({ url, endpoint })
    expect(await db.atomic([])).toEqual([])
    await db.atomic([sql('first $1', 1), sql('second')], { isolation: 'serializable', readOnly: true })
    expect(asked).toHaveLength(1)
    expect(asked[0]?.body.queries?.map(({ query, params }) => [query, params])).toEqual([
      ['first $1', ['1']],
      ['second', []],
    ])
    expect(asked[0]?.headers).toMatchObject({
      'neon-batch-isolation-level': 'Serializable',
      'neon-batch-read-only': 'true',
    })
  })

  test('one write by itself takes the batch path as well', async () => {
    const { asked, endpoint } = await serve(json(200, { results: [one('1')] }))
    await neonHttp({ url, endpoint }).atomic([sql('insert')])
    expect(asked[0]?.body.queries).toHaveLength(1)
  })

  test.each<[what: string, answer: (response: ServerResponse) => void, code: string | undefined]>([
    ['a request over the limit', json(413, 'request is too large'), '54000'],
    ['a response over the limit', json(507, 'response is too large (max is 10485760 bytes)'), '54000'],
    ['a server that is not ready', json(503, { msg: 'private' }), undefined],
    ['a failure of the server', json(500, { message: 'private' }), undefined],
    ['a wrong password', json(400, { message: 'private', code: null }), undefined],
    [
      'a refusal',
      json(400, { message: 'private', code: '23505', constraint: 'c', table: 't', detail: 'private' }),
      '23505',
    ],
    ['nonsense', (response) => void response.end('private'), undefined],
    ['a cut line', (response) => void response.socket?.destroy(), undefined],
  ])('%s becomes the port’s error', async (_what, answer, code) => {
    const { endpoint } = await serve(answer)
    const db = neonHttp({ url, endpoint })
    for (const call of [
      () => db.query(sql('select $1', 'private')),
      () => db.atomic([sql('select $1', 'private')]),
    ]) {
      const error = await failed(call())
      expect(error).toMatchObject({ name: 'DatabaseError', code })
      expect(error.message).not.toMatch(/private|select/)
    }
  })

  test('always has a time limit, its own or the caller’s', async () => {
    const { endpoint } = await serve(() => {})
    const started = performance.now()
    const own = neonHttp({ url, endpoint, timeoutMs: 100 })
    expect(await failed(own.query(sql('x')))).toMatchObject({ name: 'DatabaseError', code: undefined })
    const callers = neonHttp({ url, endpoint })
    expect(await failed(callers.atomic([sql('x')], { signal: AbortSignal.timeout(100) }))).toMatchObject({
      code: undefined,
    })
    expect(performance.now() - started).toBeLessThan(1500)
  })

  test.each(['not a url', 'https://a:private@host/db', 'postgres://host/db', 'postgres://a:private@host'])(
    'refuses the URL %j without repeating it',
    (wrong) => {
      expect(() => neonHttp({ url: wrong })).toThrow(/^A Neon URL looks like/)
    },
  )
})
