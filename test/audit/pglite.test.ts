/** The same migrations, trigger and gate on the embedded database, begun from the snapshot that the repository keeps. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { completeness } from '../../src/audit/completeness.ts'
import { coverage } from '../../src/coverage.ts'
import type { OpenPglite } from '../../src/drivers/postgres/pglite.ts'
import { pendingMigrations } from '../../src/store/migrations.ts'
import { migrate } from '../../src/store/migrator.ts'
import { fromSnapshot } from '../support/embedded.ts'
import { contextOf } from './person.ts'

describe('the embedded database', () => {
  let embedded: OpenPglite

  beforeAll(async () => {
    embedded = await fromSnapshot()
  })
  afterAll(() => embedded?.database.close())

  const read = (text: string) => embedded.database.query({ text, params: [] })

  test('holds the first migrations already, and takes those that came later, once', async () => {
    const pending = await pendingMigrations(embedded.database)
    expect(await migrate(embedded.script)).toHaveLength(pending.length)
    expect(await migrate(embedded.script)).toEqual([])
  })

  test('has no gap', async () => {
    expect(await completeness(embedded.database, coverage)).toEqual([])
  })

  test('refuses a change that nobody answers for', async () => {
    const change = read(`insert into users (id, email) values (gen_random_uuid(), 'a@example.com')`)
    await expect(change).rejects.toMatchObject({ code: '28000' })
  })

  test('records a change as a server does', async () => {
    await embedded.database.atomic([
      { text: `select set_config('app.ctx', $1, true)`, params: [JSON.stringify(contextOf())] },
      {
        text: `insert into users (id, email) values ('01a00000-0000-7000-8000-000000000009', 'a@example.com')`,
        params: [],
      },
    ])
    const [row] = await read('select * from audit_logs')
    expect(row).toMatchObject({ ...contextOf(), operation: 'INSERT', entity: 'users' })
    expect(row?.details).toMatchObject({ new: { role: 'member' }, redacted: ['email'] })
  })

  test('lets its log be rewritten by nobody, its only login included', async () => {
    await expect(read(`delete from audit_logs`)).rejects.toMatchObject({ code: '42501' })
  })
})
