import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nodePostgres } from '../../../src/drivers/postgres/node-postgres.ts'
import { databaseContract } from '../../contracts/database.ts'
import { postgresUrl } from '../../support/servers.ts'
import { openProxy } from './proxy.ts'
import { scratchDatabase } from './scratch.ts'

const sql = (text: string, ...params: (string | number | null)[]) => ({ text, params })
const failed = (call: Promise<unknown>) =>
  call.then(
    () => 'succeeded',
    (error) => error,
  )

describe.skipIf(!postgresUrl)('on a real Postgres', () => {
  const drops: (() => Promise<void>)[] = []
  afterAll(async () => {
    for (const drop of drops) await drop()
  })

  async function scratch() {
    const { url, drop } = await scratchDatabase(postgresUrl ?? '')
    drops.push(drop)
    return url
  }

  databaseContract('node-postgres', async () => nodePostgres({ url: await scratch() }), {
    cancels: true,
    concurrent: true,
  })

  describe('node-postgres with one connection', () => {
    // The contract’s rules about what is left behind mean most where the next caller gets the very same connection.
    databaseContract('node-postgres', async () => nodePostgres({ url: await scratch(), maxConnections: 1 }), {
      cancels: true,
      concurrent: false,
    })
  })

  describe('node-postgres', () => {
    let url: string
    beforeAll(async () => {
      url = await scratch()
    })

    test('opens nothing before the first call, and a batch is one round trip', async () => {
      const proxy = await openProxy(url)
      const db = nodePostgres({ url: proxy.url, maxConnections: 1 })
      expect(proxy.heard()).toBe('')
      const write = () =>
        db.atomic([
          sql(`select set_config('app.ctx', $1, true)`, '{}'),
          sql('select $1::int as n', 1),
          sql(`select repeat('x', 100000) as large`),
        ])
      await write()
      for (let time = 0; time < 4; time++) {
        proxy.heard()
        await write()
        expect(proxy.heard()).toBe('><')
        await db.query(sql('select 1'))
        expect(proxy.heard()).toBe('><')
      }
      await db.close()
      await proxy.close()
    })

    test('prepares what comes again, and no more of it than a connection should hold', async () => {
      const db = nodePostgres({ url, maxConnections: 1 })
      const prepared = async () =>
        (await db.query(sql('select count(*)::int as n from pg_prepared_statements')))[0]?.n
      for (let time = 0; time < 3; time++) await db.query(sql('select 1 as hot'))
      expect(
        await db.query(
          sql(`select count(*)::int as n from pg_prepared_statements where statement like '%as hot'`),
        ),
      ).toEqual([{ n: 1 }])
      for (let n = 0; n < 600; n++)
        for (let time = 0; time < 2; time++) await db.query(sql(`select ${n} as n`))
      const held = await prepared()
      expect(held).toBeGreaterThan(200)
      expect(held).toBeLessThanOrEqual(256)
      expect(await db.query(sql('select 599 as n'))).toEqual([{ n: 599 }])
      await db.close()
    })

    test('keeps no plan of what is to be planned for its own values each time', async () => {
      const db = nodePostgres({ url, maxConnections: 1 })
      for (let time = 0; time < 8; time++)
        await db.query({ ...sql('select $1::int as changeable', time), varied: true })
      const kept = `select count(*)::int as n from pg_prepared_statements where statement like '%as changeable'`
      expect(await db.query(sql(kept))).toEqual([{ n: 0 }])
      await db.close()
    })

    test('recovers by itself when the server has forgotten what was prepared', async () => {
      const db = nodePostgres({ url, maxConnections: 1 })
      const batch = () => db.atomic([sql('select 1 as a'), sql('select $1::int as b', 2)])
      for (let time = 0; time < 3; time++) await batch()
      await db.query(sql(`do $$ begin execute 'deallocate all'; end $$`))
      expect(await batch()).toEqual([[{ a: 1 }], [{ b: 2 }]])
      await db.query(sql(`do $$ begin execute 'deallocate all'; end $$`))
      expect(await db.query(sql('select $1::int as b', 2))).toEqual([{ b: 2 }])
      await db.close()
    })

    test('survives the end of its connections, at rest and at work', async () => {
      const db = nodePostgres({ url, maxConnections: 2, applicationName: 'to be ended' })
      const other = nodePostgres({ url })
      const end = (doing: string) =>
        other.query(
          sql(
            `select count(pg_terminate_backend(pid))::int as n from pg_stat_activity
              where application_name = 'to be ended' and query like $1`,
            doing,
          ),
        )
      await db.query(sql('select 1'))
      expect(await end('%')).toEqual([{ n: 1 }])
      await new Promise((resolve) => setTimeout(resolve, 100)) // for the news to arrive
      const working = failed(db.atomic([sql('select pg_sleep(10)')]))
      await expect.poll(() => end('%pg_sleep%')).toEqual([{ n: 1 }])
      expect(await working).toMatchObject({ name: 'DatabaseError', code: '57P01' })
      for (let time = 0; time < 5; time++) expect(await db.query(sql('select 1 as n'))).toEqual([{ n: 1 }])
      await db.close()
      await other.close()
    })

    test('runs nothing where the transaction could not begin', async () => {
      const db = nodePostgres({ url, maxConnections: 1 })
      await db.query(sql('create table never (n int)'))
      const wrong = { isolation: 'nonsense' as never }
      expect(await failed(db.atomic([sql('insert into never values (1)')], wrong))).toMatchObject({
        code: '42601',
      })
      expect(await db.query(sql('select n from never'))).toEqual([])
      await db.close()
    })

    test('does not know what became of a write whose answer was lost, and a key tells', async () => {
      const proxy = await openProxy(url)
      const db = nodePostgres({ url: proxy.url, maxConnections: 1 })
      await db.atomic([sql('create table keys (key text primary key)'), sql('create table effects (n int)')])
      const write = () =>
        db.atomic([
          sql(`with claim as (insert into keys values ('k') on conflict do nothing returning 1)
            insert into effects select 1 from claim`),
          sql('select count(*)::int as n from effects'),
        ])
      proxy.loseAnswers()
      expect(await failed(write())).toMatchObject({ name: 'DatabaseError', code: undefined })
      proxy.mend()
      expect((await write())[1]).toEqual([{ n: 1 }])
      expect((await write())[1]).toEqual([{ n: 1 }])
      await db.close()
      await proxy.close()
    })

    test('a caller may stop waiting for a connection; the connection goes to the next one', async () => {
      const db = nodePostgres({ url, maxConnections: 1 })
      const slow = db.query(sql('select pg_sleep(0.4)'))
      const signal = AbortSignal.timeout(50)
      expect(await failed(db.query(sql('select 1'), { signal }))).toMatchObject({ code: '57014' })
      await slow
      expect(await db.query(sql('select 1 as n'))).toEqual([{ n: 1 }])
      await db.close()
    })

    test('the pool is whole again after many calls were left at once', async () => {
      const db = nodePostgres({ url, maxConnections: 4 })
      const left = await Promise.all(
        Array.from({ length: 12 }, () =>
          failed(db.atomic([sql('select pg_sleep(5)')], { signal: AbortSignal.timeout(100) })),
        ),
      )
      expect(left.every((error) => error.name === 'DatabaseError')).toBe(true)
      const answers = await Promise.all(Array.from({ length: 12 }, () => db.query(sql('select 1 as n'))))
      expect(answers).toEqual(Array.from({ length: 12 }, () => [{ n: 1 }]))
      await db.close()
    })

    test('is bounded in its waiting for a connection', async () => {
      const db = nodePostgres({ url, maxConnections: 1, connectTimeoutMs: 100 })
      const slow = db.query(sql('select pg_sleep(0.5)'))
      expect(await failed(db.query(sql('select 1')))).toMatchObject({ name: 'DatabaseError', code: '08001' })
      await slow
      await db.close()
    })

    test.each<[why: string, url: () => Promise<string>, code: string]>([
      ['nobody listens', async () => 'postgres://a:private@127.0.0.1:1/b', '08001'],
      ['nobody answers', mute, '08001'],
      ['there is no such database', async () => new URL('/none', url).href, '3D000'],
    ])('says so, and soon, when %s', async (_why, where, code) => {
      const db = nodePostgres({ url: await where(), connectTimeoutMs: 300 })
      const started = performance.now()
      const error = await failed(db.query(sql('select 1')))
      expect(error).toMatchObject({ name: 'DatabaseError', code })
      expect(error.message).not.toContain('private')
      expect(performance.now() - started).toBeLessThan(1500)
      await db.close()
      await db.close()
    })

    test('keeps the options that its URL brings', async () => {
      const own = new URL(url)
      own.searchParams.set('options', '-c app.own=1 -c DateStyle=German')
      const db = nodePostgres({ url: own.href })
      const settings = sql(
        `select current_setting('app.own') as own, current_setting('TimeZone') as zone, now()::text ~ '^\\d{4}-' as iso`,
      )
      expect(await db.query(settings)).toEqual([{ own: '1', zone: 'UTC', iso: true }])
      await db.close()
    })
  })

  /** Takes connections and says nothing. */
  async function mute() {
    const server = createServer(() => {})
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    server.unref()
    const address = server.address()
    return `postgres://a@127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/b`
  }
})
