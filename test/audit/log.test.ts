/** What the log is made of: its columns, its partitions, and what can never be in it. */

import { randomUUID } from 'node:crypto'
import { getTableColumns } from 'drizzle-orm'
import { CasingCache } from 'drizzle-orm/casing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { auditLogs } from '../../src/audit/tables.ts'
import type { Entity } from '../../src/business/declaration.ts'
import type { FieldType } from '../../src/business/fields.ts'
import { coverage } from '../../src/coverage.ts'
import { entities } from '../../src/entities/index.ts'
import { freshDatabase, type TestDatabase } from '../support/database.ts'
import { postgresUrl } from '../support/servers.ts'
import { login, type Person } from './person.ts'

/** A row of whatever entities there are beside the two that are known here: as much as must be there, and the mark in all that is redacted. */
function filled({ table, fields, references, classified }: Entity, id: string, mark: string): string {
  const values: Record<FieldType, string> = {
    ...{ text: `'EUR'`, integer: '1', boolean: 'true', moment: 'now()', date: 'now()', json: `'[]'` },
    uuid: `'${id}'`,
  }
  const columns = [...fields.values()].flatMap(({ name, column, type, nullable, hasDefault, options }) => {
    const redacted = classified.redacted.includes(column)
    if (redacted && canHold(type)) return [[column, type === 'json' ? `'["${mark}"]'` : `'${mark}'`] as const]
    const needed = redacted || name === 'id' || name in references || !(nullable || hasDefault)
    if (!needed) return []
    return [[column, options ? `'${options[0]}'` : values[type]] as const]
  })
  return `insert into ${table} (${columns.map(([column]) => `"${column}"`)}) values (${columns.map(([, value]) => value)})`
}

/** Text can be marked; a day or a number is only changed. */
const canHold = (type: FieldType | undefined) => type === undefined || type === 'text' || type === 'json'

const typeOf = (table: string, column: string): FieldType | undefined =>
  [...(entities.find((one) => one.table === table)?.fields.values() ?? [])].find(
    (one) => one.column === column,
  )?.type

/** The same column with another value in it. */
function changed(column: string, type: FieldType | undefined, mark: string): string {
  const other: Partial<Record<FieldType, string>> = {
    ...{ json: `"${column}" || '"${mark}-2"'`, boolean: `not "${column}"`, integer: `"${column}" + 1` },
    ...{ date: `"${column}" - 1`, moment: `"${column}" - interval '1 day'`, uuid: 'gen_random_uuid()' },
  }
  return `"${column}" = ${other[type ?? 'text'] ?? `"${column}" || '-2'`}`
}

describe.skipIf(!postgresUrl)('the log', () => {
  let database: TestDatabase
  let app: Person
  let owner: Person

  beforeAll(async () => {
    database = await freshDatabase()
    app = await login(database.appUrl)
    owner = await login(database.ownerUrl)
  })
  afterAll(async () => {
    await app?.close()
    await owner?.close()
    await database?.drop()
  })

  const one = async (sql: string) => (await owner.client.query(sql)).rows[0]

  test('has the columns and indexes that its table in TypeScript says', async () => {
    const casing = new CasingCache('snake_case')
    const declared = Object.values(getTableColumns(auditLogs)).map((column) => [
      casing.getColumnCasing(column),
      column.getSQLType(),
      column.notNull,
    ])
    const { rows } = await owner.client.query(
      `select attname, format_type(atttypid, atttypmod) as type, attnotnull from pg_attribute
       where attrelid = 'audit_logs'::regclass and attnum > 0 and not attisdropped order by attnum`,
    )
    expect(rows.map(({ attname, type, attnotnull }) => [attname, type, attnotnull])).toEqual(declared)
  })

  test('never holds a value of a redacted column', async () => {
    const mark = 'MARK-OF-A-SECRET'
    const id = randomUUID()
    const at = `now() + interval '1 day'`
    await app.act(`
      insert into users (id, email, name, password_hash) values ('${id}', '${mark}', '${mark}', '${mark}');
      insert into sessions (id, token_hash, user_id, transport, expires_at, ip_address, user_agent)
        values ('${id}', '${mark}', '${id}', 'cookie', ${at}, '${mark}', '${mark}');
      insert into mailed_tokens (token_hash, user_id, purpose, expires_at) values ('${mark}', '${id}', 'verify', ${at});
      insert into totp_factors (user_id, secret) values ('${id}', '${mark}');
      insert into recovery_codes (code_hash, user_id) values ('${mark}', '${id}');
      insert into passkeys (id, user_id, credential_id, public_key, name) values ('${id}', '${id}', '${mark}', '${mark}', '${mark}');
      insert into api_keys (id, token_hash, user_id, name, scopes) values ('${id}', '${mark}', '${id}', '${mark}', '[]');
      insert into identities (id, user_id, issuer, subject) values ('${id}', '${id}', 'https://id.example', '${mark}');
      insert into customers (id, owner_id, name, email, email_index, tax_id, address, notes, created_by)
        values ('${id}', '${id}', 'Ada', '${mark}', '${mark}', '${mark}', '${mark}', '${mark}', '${id}');
      insert into invoices (id, owner_id, customer_id, currency, lines, subtotal, tax, total, notes, payment_reference, created_by)
        values ('${id}', '${id}', '${id}', 'EUR', '["${mark}"]', 1, 1, 2, '${mark}', '${mark}', '${id}');
      insert into webhook_endpoints (id, owner_id, url, description, events, secret, previous_secret, created_by)
        values ('${id}', '${id}', '${mark}', '${mark}', '["*"]', '${mark}', '${mark}', '${id}');
      insert into checkouts (id, owner_id, invoice_id, invoice_version, provider, session_id, url, expires_at)
        values ('${id}', '${id}', '${id}', 1, 'stripe', 'cs_1', '${mark}', ${at});
      insert into invoice_mails (id, owner_id, invoice_id, address_index, token_hash, expires_at, job_id)
        values ('${id}', '${id}', '${id}', '${mark}', '${mark}', ${at}, 1)`)
    for (const entity of entities.filter(({ name }) => name !== 'customers' && name !== 'invoices'))
      await app.act(filled(entity, id, mark))
    for (const { table, redacted } of coverage.classified) {
      const { rows } = await owner.client.query(`select * from ${table}`)
      // Whatever is redacted must have been filled, or this test would prove nothing.
      for (const column of redacted.filter((one) => canHold(typeOf(table, one))))
        expect(`${table}.${column}: ${JSON.stringify(rows[0][column])}`).toContain(mark)
      const set = redacted.map((column) => changed(column, typeOf(table, column), mark))
      await app.act(`update ${table} set ${set}`)
    }
    const removable = coverage.classified.filter((one) => one.removable).map(({ table }) => table)
    await app.act(removable.map((table) => `delete from ${table}`).join(';'))
    expect(
      await one(`select count(*)::int as rows from audit_logs l where l::text like '%${mark}%'`),
    ).toEqual({ rows: 0 })
    expect(
      await one(`select count(*)::int as rows from audit_logs where details::text like '%redacted%'`),
    ).toEqual({ rows: 2 * coverage.classified.length + removable.length })
  })

  test('is silent about a session’s heartbeat, and not about its end', async () => {
    const user = await app.user()
    const id = randomUUID()
    await app.act(
      `insert into sessions (id, token_hash, user_id, transport, expires_at) values ('${id}', '${id}', '${user}', 'bearer', now())`,
    )
    await app.act(`update sessions set last_seen_at = clock_timestamp() where id = '${id}'`)
    await app.act(
      `update sessions set last_seen_at = clock_timestamp(), revoked_at = clock_timestamp() where id = '${id}'`,
    )
    const log = await app.log('sessions', id)
    expect(log.map(({ operation }) => operation)).toEqual(['INSERT', 'UPDATE'])
    expect(Object.keys(log[1]?.details.new ?? {})).toEqual(['revoked_at'])
  })

  test('has partitions for this month and the next three, and makes none twice', async () => {
    expect(await one('select audit.prepare_partitions() as made')).toEqual({ made: 0 })
    expect(
      await one(`select count(*)::int as parts from pg_inherits where inhparent = 'audit_logs'::regclass`),
    ).toEqual({ parts: 5 })
    const made = await app.act('select audit.prepare_partitions(5) as made')
    expect(made).toEqual([{ made: 2 }])
    await app.user()
    expect(await one('select count(*)::int as rows from audit_logs_rest')).toEqual({ rows: 0 })
  })

  test('takes a row for which no month was made, and leaves its month alone', async () => {
    await owner.client.query(`set role audit_owner; insert into audit_logs (created_at, actor_kind, action, operation, entity)
      values (date_trunc('month', now()) + interval '8 months', 'system', 'test:late', 'EVENT', 'users'); reset role`)
    expect(await one('select count(*)::int as rows from audit_logs_rest')).toEqual({ rows: 1 })
    expect(await one('select audit.prepare_partitions(10) as made')).toEqual({ made: 4 })
    expect(await one('select count(*)::int as rows from audit_logs_rest')).toEqual({ rows: 1 })
  })
})
