/** `holdfast backup`: what it puts where, who can read it, how many stay, and what it says where it cannot. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type SealingRoom, sealingRoom } from '../audit/seal/room.ts'
import { postgresUrl } from '../support/servers.ts'
import { type BackupRoom, backupRoom } from './room.ts'

// Programs are started, one after the other, and the machine may be busy.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

describe.skipIf(!postgresUrl)('holdfast backup', () => {
  let log: SealingRoom
  let room: BackupRoom
  beforeAll(async () => {
    log = await sealingRoom()
    for (let n = 0; n < 3; n++) await log.app.user()
    await log.settle()
    room = await backupRoom({ DATABASE_DRIVER: 'pg', DATABASE_URL: log.database.ownerUrl })
  }, 120_000)
  afterAll(async () => {
    await log?.close()
    room?.close()
  })

  test('puts a backup and its manifest where it was told, and says what it holds', async () => {
    const { code, out, err } = await room.holdfast('backup')
    expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining('counting tables: ') })
    expect(out).toMatch(
      /^holdfast-\d{8}T\d{9}Z-[\da-f]{6}\nholds +\d+ rows of \d+ tables, migrated to \d{4}_\w+; 3 leaves sealed\nwritten +[\d.]+ MiB in [\d.]+ s, encrypted\n$/,
    )
    const { rows, checkpoint, encrypted, kind, schema, signature } = room.manifest()
    expect({ encrypted, kind, checkpoint, kid: signature.kid }).toEqual({
      ...{ encrypted: true, kind: 'postgres', kid: 'k1' },
      checkpoint: expect.stringMatching(/^holdfast\.test\/audit\n3\n/),
    })
    expect(rows['public.users']).toBe(3)
    expect(schema.hash).toMatch(/^[\da-f]{64}$/)
    expect(room.files()).toEqual([expect.stringMatching(/\.dump\.age$/), expect.stringMatching(/\.json$/)])
  })

  test('tells a program as well', async () => {
    const { code, out, err } = await room.holdfast('backup --json')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(JSON.parse(out)).toMatchObject({ ok: true, kind: 'postgres', gone: [] })
    const listed = JSON.parse((await room.holdfast('backup --list --json')).out).backups
    expect(listed).toHaveLength(2)
    expect(listed[0].takenAt > listed[1].takenAt).toBe(true)
  })

  test('keeps so many, and never the half of one that was not ended', async () => {
    const half = 'holdfast-20200101T000000000Z-abcdef.dump.age'
    writeFileSync(join(room.to, half), 'half')
    writeFileSync(join(room.to, 'notes.txt'), 'not ours')
    expect((await room.holdfast('backup', { BACKUP_KEEP: '2' })).code).toBe(0)
    const { out } = await room.holdfast('backup', { BACKUP_KEEP: '1' })
    expect(out).toContain('let go ')
    expect(room.files()).toEqual([
      expect.stringMatching(/\.dump\.age$/),
      expect.stringMatching(/\.json$/),
      'notes.txt',
    ])
    expect(room.files()).not.toContain(half)
  })

  test('is enough for a login that may read everything and do nothing', async () => {
    const { client } = log.owner
    await client.query(`do $$ begin
      if not exists (select from pg_roles where rolname = 'test_backup') then
        create role test_backup login; grant pg_read_all_data to test_backup; end if; end $$`)
    const url = Object.assign(new URL(log.database.ownerUrl), { username: 'test_backup' }).href
    expect(await room.holdfast('backup', { DATABASE_URL: url })).toMatchObject({ code: 0 })
    await expect(room.holdfast('backup', { DATABASE_URL: log.database.appUrl })).resolves.toMatchObject({
      code: 1,
    })
  })

  test.each<[string, Record<string, string>, RegExp, number]>([
    ['pg_dump that is not there', { PATH: '/nowhere' }, /pg_dump is not installed here/, 1],
    ['no key to sign with', { KEYS: '' }, /KEYS holds no backup key/, 1],
    ['nobody named to read it', { BACKUP_RECIPIENT: '' }, /BACKUP_RECIPIENT: Is required in production/, 2],
    ['a recipient that is none', { BACKUP_RECIPIENT: 'age1qqqqqqqqqqqqqqqqqqqq' }, /no recipient of age/, 1],
    ['nowhere', { BACKUP_TO: '' }, /BACKUP_TO does not say where/, 1],
    ['a place that is none', { BACKUP_TO: '/var/backups' }, /Must be folder:<path>/, 2],
    [
      'a bucket without its keys',
      { BACKUP_TO: 's3:https://s3.example.com/b' },
      /BACKUP_S3_SECRET: Is required/,
      2,
    ],
    [
      'a server that is away',
      { DATABASE_URL: 'postgres://x@127.0.0.1:1/x' },
      /127.0.0.1:1 cannot be reached/,
      1,
    ],
    [
      'a login that is refused',
      { DATABASE_URL: 'postgres://nobody_at_all@127.0.0.1/postgres' },
      /refuses the login/,
      1,
    ],
  ])('says so in one sentence: %s', async (_what, env, sentence, code) => {
    const before = room.files()
    const ended = await room.holdfast('backup', env)
    expect(ended).toMatchObject({ code, out: '', err: expect.stringMatching(sentence) })
    expect(room.files()).toEqual(before)
  })

  test('is readable where that was asked for in so many words', async () => {
    const { out } = await room.holdfast('backup', { BACKUP_RECIPIENT: 'none' })
    expect(out).toContain('NOT encrypted')
    expect(room.files().some((name) => name.endsWith('.dump'))).toBe(true)
  })
})
