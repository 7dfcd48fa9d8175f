/** A log with a bit of everything, sealed under several heads; and copies of it, for whoever wants to change one. */
import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { eraseFromLog } from '../../../src/audit/erase.ts'
import { signersOf } from '../../../src/audit/tree/note.ts'
import { type Verified, verify } from '../../../src/audit/verify/verify.ts'
import { coverage } from '../../../src/coverage.ts'
import { nodePostgres } from '../../../src/drivers/postgres/node-postgres.ts'
import type { Sealing } from '../../../src/ports/sealing.ts'
import { systemContext } from '../../../src/store/context.ts'
import { contextOf } from '../person.ts'
import { type SealingRoom, sealingRoom } from '../seal/room.ts'

export interface Copy {
  /** As superuser, with every trigger off. */
  change(sql: string): Promise<void>
  verify(options?: { readonly notes?: readonly string[] }): Promise<Verified>
  read(sql: string): Promise<Record<string, unknown>[]>
  /** A sealer with the log's own key. */
  readonly sealing: Sealing
}

export async function evidence() {
  const room: SealingRoom = await sealingRoom()
  const { app, database } = room
  const ada = await app.user()
  const gone = await app.user()
  const customer = (name: string) =>
    app.act(
      `insert into customers (id, owner_id, created_by, name) values (gen_random_uuid(), '${ada}', '${ada}', '${name}') returning id`,
      contextOf({ user_id: ada }),
    )
  const [{ id: first }] = (await customer('First')) as [{ id: string }]
  // Several rows under one key: some are used, one goes.
  for (let n = 0; n < 4; n++)
    await app.act(`insert into recovery_codes (user_id, code_hash) values ('${ada}', 'code ${n}')`)
  await app.act(`update recovery_codes set used_at = now() where code_hash = 'code 1'`)
  await app.act(`delete from recovery_codes where code_hash in ('code 1', 'code 2')`)
  await room.settle()
  await app.act(
    `update customers set name = 'Renamed', version = 2 where id = '${first}'`,
    contextOf({ user_id: ada }),
  )
  for (let n = 0; n < 5; n++) await customer(`Customer ${n}`)
  await room.settle()
  await room.record(600, { some: 'value' })
  await room.settle()
  await app.act(
    `update users set erased_at = now(), version = 2 where id = '${gone}'`,
    contextOf({ user_id: gone }),
  )
  const login = nodePostgres({ url: database.appUrl, maxConnections: 1 })
  await eraseFromLog(
    { database: login },
    systemContext('jobs', 'account-sweep'),
    gone,
    AbortSignal.timeout(10_000),
  )
  await login.close()
  await room.record(3)
  await room.settle()
  const { rows: notes } = await room.owner.client.query<{ note: string }>(
    'select note from audit_checkpoints order by size',
  )
  // Nobody may be connected to what is copied.
  await Promise.all([app.close(), room.owner.close(), room.sealing.database.close()])

  const serverUrl = (name: string, user?: string) => {
    const url = new URL(database.ownerUrl)
    url.pathname = `/${name}`
    if (user) url.username = user
    return url.href
  }
  const source = new URL(database.ownerUrl).pathname.slice(1)

  async function copied<T>(use: (copy: Copy) => Promise<T>): Promise<T> {
    const name = `holdfast_t_${randomBytes(6).toString('hex')}`
    const admin = new Client(serverUrl('postgres'))
    await admin.connect()
    await admin.query(`create database ${name} template ${source}`)
    const owner = new Client(serverUrl(name))
    await owner.connect()
    const reader = nodePostgres({ url: serverUrl(name), maxConnections: 2 })
    const sealing: Sealing = {
      ...room.sealing,
      database: nodePostgres({ url: serverUrl(name), maxConnections: 2 }),
    }
    try {
      return await use({
        sealing,
        read: async (sql) => (await owner.query(sql)).rows,
        async change(sql) {
          const tables =
            await owner.query(`select c.oid::regclass as name from pg_class c where c.relkind in ('r', 'p')
            and c.relnamespace = 'public'::regnamespace`)
          for (const table of tables.rows) await owner.query(`alter table ${table.name} disable trigger all`)
          await owner.query(sql)
        },
        verify: ({ notes: held = [] } = {}) =>
          verify(reader, {
            ...{ verifiers: signersOf(room.sealing), coverage, progress: () => {} },
            elsewhere: held.map((note) => ({ note, from: 'elsewhere' })),
          }),
      })
    } finally {
      await Promise.allSettled([owner.end(), reader.close(), sealing.database.close()])
      await admin.query(`drop database ${name} with (force)`)
      await admin.end()
    }
  }

  return {
    ...{ room, copied, ada, first },
    notes: notes.map(({ note }) => note),
    close: () => room.close(),
  }
}

export type Evidence = Awaited<ReturnType<typeof evidence>>
