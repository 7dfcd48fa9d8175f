/** `holdfast restore` into a fresh cluster: what was there is there again and the log goes on; what was changed, or stopped half-way, leaves nothing. */
import { chmodSync, copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateX25519Identity } from 'age-encryption'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { seal } from '../../src/audit/seal/seal.ts'
import { signersOf } from '../../src/audit/tree/note.ts'
import { verify } from '../../src/audit/verify/verify.ts'
import { coverage } from '../../src/coverage.ts'
import { nodePostgres } from '../../src/drivers/postgres/node-postgres.ts'
import { login } from '../audit/person.ts'
import { type SealingRoom, sealingRoom } from '../audit/seal/room.ts'
import { type OwnPostgres, postgresPrograms, startPostgres } from '../support/own-postgres.ts'
import { postgresUrl } from '../support/servers.ts'
import { type BackupRoom, backupRoom, key } from './room.ts'

// Programs are started, one after the other, and the machine may be busy.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

describe.skipIf(!postgresUrl || !postgresPrograms)('holdfast restore', () => {
  let log: SealingRoom
  let room: BackupRoom
  let cluster: OwnPostgres
  let name = ''
  let databases = 0

  beforeAll(async () => {
    log = await sealingRoom()
    for (let n = 0; n < 5; n++) await log.app.user()
    await log.record(2_000, { filler: 'x'.repeat(300) })
    await log.settle()
    room = await backupRoom({ DATABASE_DRIVER: 'pg', DATABASE_URL: log.database.ownerUrl })
    room.usual.BACKUP_IDENTITY_FILE = room.identityFile
    const { code, out, err } = await room.holdfast('backup')
    expect([code, err]).toEqual([0, expect.any(String)])
    name = out.split('\n')[0] ?? ''
    cluster = await startPostgres()
  }, 180_000)
  afterAll(async () => {
    await log?.close()
    await cluster?.close()
    room?.close()
  })

  async function ask(database: string, sql: string) {
    const client = new Client(cluster.url(database))
    await client.connect()
    return client
      .query(sql)
      .then(({ rows }) => rows)
      .finally(() => client.end())
  }
  async function emptyDatabase(): Promise<string> {
    const database = `restored_${++databases}`
    await ask('postgres', `create database ${database}`)
    return database
  }
  const restore = (database: string, line = '', env: Readonly<Record<string, string>> = {}) =>
    room.holdfast(`restore${line}`, { MIGRATION_DATABASE_URL: cluster.url(database), ...env })
  const tables = (database: string) =>
    ask(
      database,
      `select count(*)::int as n from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('public', 'audit')`,
    )

  test('makes a database that is what it was, verifies, is guarded, and whose log goes on', async () => {
    const database = await emptyDatabase()
    const { code, out, err } = await restore(database)
    expect([code, err]).toEqual([0, expect.stringContaining('verified, MiB')])
    expect(out).toMatch(
      new RegExp(`^restored ${name}, as everything was at [\\d-]+T[\\d:.]+Z, in [\\d.]+ s\nnext: `),
    )
    const sealer = nodePostgres({ url: cluster.url(database, 'sealer'), maxConnections: 2 })
    const owner = nodePostgres({ url: cluster.url(database), maxConnections: 2 })
    const app = await login(cluster.url(database, 'app'))
    try {
      const sealing = { ...log.sealing, database: sealer }
      const state = () =>
        verify(owner, { verifiers: signersOf(sealing), elsewhere: [], coverage, progress: () => {} })
      expect(await state()).toMatchObject({ findings: [], size: 2_005, unsealed: 1 })
      await app.user()
      const sealed = await seal(log.ports, sealing, {
        signal: AbortSignal.timeout(10_000),
        holder: log.holder,
      })
      expect(sealed).toMatchObject({ sealed: 2, size: 2_007 })
      expect(await state()).toMatchObject({ findings: [], unsealed: 0 })
      await expect(app.plain('delete from audit_logs')).rejects.toMatchObject({ code: '42501' })
    } finally {
      await Promise.allSettled([app.close(), owner.close(), sealer.close()])
    }
  })

  test('goes on from where it is restored: as the role that migrate makes, which may read everything', async () => {
    const database = await emptyDatabase()
    expect((await restore(database)).code).toBe(0)
    const env = {
      MIGRATION_DATABASE_URL: cluster.url(database),
      BACKUP_DATABASE_PASSWORD: 'a-password-for-the-test',
      ...{ MODE: 'development', KEYS: '' },
    }
    expect(await room.holdfast('migrate', env)).toMatchObject({ code: 0 })
    const again = await room.holdfast('backup', {
      DATABASE_URL: cluster.url(database, 'backup'),
      BACKUP_TO: `folder:${room.folder.path}/second`,
    })
    expect([again.code, again.out]).toEqual([0, expect.stringContaining('2005 leaves sealed')])
  })

  test('refuses a database that is not empty, and touches nothing in it', async () => {
    const database = await emptyDatabase()
    await ask(database, 'create table theirs (n int); insert into theirs values (7)')
    const { code, out, err } = await restore(database)
    expect([code, out, err]).toEqual([
      1,
      '',
      expect.stringContaining('is not empty, and nothing in it was touched'),
    ])
    expect(await ask(database, 'select n from theirs')).toEqual([{ n: 7 }])
    expect(await tables(database)).toEqual([{ n: 1 }])
    const old = await room.holdfast('restore')
    expect([old.code, old.err]).toEqual([1, expect.stringContaining('is not empty')])
  })

  const payload = (at: (bytes: Buffer) => number) => ({ file: () => `${name}.dump.age`, at })
  const manifest = (what: string) => ({
    file: () => `${name}.json`,
    at: (bytes: Buffer) => bytes.indexOf(what) + what.length,
  })
  test.each<[string, { file: () => string; at: (bytes: Buffer) => number }]>([
    ['the first byte', payload(() => 0)],
    ['the recipient', payload((bytes) => bytes.indexOf('X25519') + 20)],
    ['the middle', payload((bytes) => bytes.length >> 1)],
    ['the last byte', payload((bytes) => bytes.length - 1)],
    ['the hash in the manifest', manifest('"sha256":"')],
    ['a count in the manifest', manifest('"public.users":')],
    ['the moment in the manifest', manifest('"takenAt":"')],
    ['the mac of the manifest', manifest('"mac":"')],
    ['the end of the manifest', { file: () => `${name}.json`, at: (bytes) => bytes.length - 1 }],
  ])('refuses it where one bit was flipped: %s', async (_what, { file, at }) => {
    const path = join(room.to, file())
    copyFileSync(path, `${path}.kept`)
    const bytes = readFileSync(path)
    const place = at(bytes)
    bytes[place] = (bytes[place] ?? 0) ^ 1
    writeFileSync(path, bytes)
    const database = await emptyDatabase()
    const { code, out, err } = await restore(database, ` ${name}`)
    renameSync(`${path}.kept`, path)
    expect([code, out, err]).toEqual([1, '', expect.stringMatching(/is refused: .*Nothing was touched/)])
    expect(await tables(database)).toEqual([{ n: 0 }])
  })

  test.each<[string, Record<string, string>, RegExp]>([
    ['no identity', { BACKUP_IDENTITY_FILE: '' }, /BACKUP_IDENTITY_FILE names no identity/],
    ['a key that did not sign it', { KEYS: key('backup') }, /signed under another key/],
    ['a ring without the key', { KEYS: key('backup', 'k9') }, /KEYS lacks k1:backup/],
    ['no pg_restore', { PATH: '/nowhere' }, /pg_restore is not installed/],
  ])('refuses, and touches nothing: %s', async (_what, env, sentence) => {
    const database = await emptyDatabase()
    const { code, out, err } = await restore(database, '', env)
    expect([code, out, err]).toEqual([1, '', expect.stringMatching(sentence)])
    expect(await tables(database)).toEqual([{ n: 0 }])
  })

  test('refuses an identity that it was not encrypted for, and one backup under the name of another', async () => {
    const other = join(room.folder.path, 'other')
    writeFileSync(other, await generateX25519Identity())
    const database = await emptyDatabase()
    const wrong = await restore(database, '', { BACKUP_IDENTITY_FILE: other })
    expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining('not one that it was encrypted for')])
    const later = 'holdfast-20990101T000000000Z-abcdef'
    copyFileSync(join(room.to, `${name}.json`), join(room.to, `${later}.json`))
    const renamed = await restore(database)
    rmSync(join(room.to, `${later}.json`))
    expect([renamed.code, renamed.err]).toEqual([
      1,
      expect.stringContaining('its manifest is that of another one'),
    ])
    expect(await tables(database)).toEqual([{ n: 0 }])
  })

  /** A pg_restore (or psql) of whose output (or input) so much is left, and then somebody is killed with -9. */
  function deadly(program: 'pg_restore' | 'psql', cut: string, victim: string): string {
    const folder = join(room.folder.path, `deadly-${++deadlies}`)
    mkdirSync(folder)
    const real = join(postgresPrograms as string, program)
    const work = program === 'psql' ? `${cut} | ${real} "$@"` : `${real} "$@" | ${cut}`
    const script = `#!/bin/sh\nif [ "$1" = --version ]; then exec ${real} --version; fi\n${work}\nkill -9 ${victim}\n`
    writeFileSync(join(folder, program), script)
    chmodSync(join(folder, program), 0o755)
    return folder
  }
  let deadlies = 0

  // At the end of a statement, where what came until then would make a database; in the midst of the schema; in the midst of the data.
  const [statement, early, late] = ["sed '/^COPY /,$d'", 'head -c 40000', 'head -c 600000']
  test.each<['pg_restore' | 'psql', string, string, string]>([
    ['pg_restore', statement, 'pg_restore', '$$'],
    ['pg_restore', early, 'pg_restore', '$$'],
    ['pg_restore', late, 'pg_restore', '$$'],
    ['pg_restore', statement, 'holdfast', '$PPID'],
    ['pg_restore', late, 'holdfast', '$PPID'],
    ['psql', statement, 'psql', '$$'],
    ['psql', late, 'psql', '$$'],
  ])(
    'interrupted (%s after %s, kill -9 of %s) it leaves the old data and an empty database, and can be done again',
    async (program, cut, who, victim) => {
      const database = await emptyDatabase()
      const before = await log.owner.plain('select count(*) from audit_logs')
      const PATH = `${deadly(program, cut, victim)}:${process.env.PATH}`
      const { code, out } = await restore(database, '', { PATH })
      expect([code, out]).toEqual([who === 'holdfast' ? null : 1, ''])
      await settled(database)
      expect(await tables(database)).toEqual([{ n: 0 }])
      expect(((await log.owner.plain('select count(*) from audit_logs')) as { rows: unknown }).rows).toEqual(
        (before as { rows: unknown }).rows,
      )
      expect(await restore(database)).toMatchObject({ code: 0 })
      expect(await ask(database, 'select count(*)::int as n from users')).toEqual([{ n: 5 }])
    },
  )

  /** Who was killed may have a server process that does not know it yet. */
  async function settled(database: string) {
    for (let tries = 0; tries < 100; tries++) {
      const [{ n }] = await ask(
        'postgres',
        `select count(*)::int as n from pg_stat_activity where datname = '${database}'`,
      )
      if (n === 0) return
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
})
