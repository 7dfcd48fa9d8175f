import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { postgresUrl } from '../support/servers.ts'
import { type Bridge, clientOf, errorOf, openBridge, query, type Sql } from './open.ts'

describe.skipIf(!postgresUrl)('a client that goes away', () => {
  const mark = `bridge_${randomBytes(4).toString('hex')}`
  let bridge: Bridge
  let sql: Sql
  let watcher: Client

  beforeAll(async () => {
    bridge = await openBridge({ postgres: postgresUrl, maxConnections: 1 })
    sql = clientOf(bridge)
    watcher = new Client(postgresUrl)
    await watcher.connect()
  })
  afterAll(async () => {
    await watcher.query(`drop table if exists ${mark}`)
    await Promise.all([bridge.close(), watcher.end()])
  })

  const running = async () => {
    const { rows } = await watcher.query(
      `select 1 from pg_stat_activity where query like $1 and state <> 'idle' and pid <> pg_backend_pid()`,
      [`%${mark}%`],
    )
    return rows.length
  }
  const slow = `select pg_sleep(30) as ${mark}`

  test('takes its statement with it, and the connection serves the next', async () => {
    const stop = new AbortController()
    const asked = errorOf(query(sql, slow, [], { fetchOptions: { signal: stop.signal } }))
    await expect.poll(running).toBe(1)
    stop.abort()
    expect(await asked).toMatchObject({
      name: 'NeonDbError',
      message: expect.stringMatching(/^Error connecting/),
    })
    await expect.poll(running, { timeout: 5000 }).toBe(0)
    expect((await query(sql, 'select 1 as x')).rows).toEqual([{ x: '1' }])
  })

  test('leaves nothing of its batch', async () => {
    await query(sql, `create table ${mark} (x int)`)
    const stop = new AbortController()
    const batch = [sql.query(`insert into ${mark} values (1)`), sql.query(slow)]
    const asked = errorOf(sql.transaction(batch, { fetchOptions: { signal: stop.signal } }))
    await expect.poll(running).toBe(1)
    stop.abort()
    await asked
    await expect.poll(running, { timeout: 5000 }).toBe(0)
    expect((await query(sql, `select * from ${mark}`)).rows).toEqual([])
  })

  test('while it waits for a connection never begins', async () => {
    const first = new AbortController()
    const second = new AbortController()
    const busy = errorOf(query(sql, slow, [], { fetchOptions: { signal: first.signal } }))
    await expect.poll(running).toBe(1)
    const insert = `insert into ${mark} values (2)`
    const waiting = errorOf(query(sql, insert, [], { fetchOptions: { signal: second.signal } }))
    await new Promise((resolve) => setTimeout(resolve, 50))
    second.abort()
    await waiting
    // The server of this process hears of it within a turn or two.
    await new Promise((resolve) => setTimeout(resolve, 50))
    first.abort()
    await busy
    expect((await query(sql, `select * from ${mark}`)).rows).toEqual([])
  })

  test('or a server that ends the connection: an error, and the next call goes well', async () => {
    const asked = errorOf(query(sql, slow))
    await expect.poll(running).toBe(1)
    await watcher.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where query like $1 and pid <> pg_backend_pid()`,
      [`%${mark}%`],
    )
    expect(await asked).toMatchObject({ code: '57P01' })
    expect((await query(sql, 'select 1 as x')).rows).toEqual([{ x: '1' }])
  })
})
