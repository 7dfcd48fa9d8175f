/** A backup in a bucket: there, listed, drilled and let go as in a folder. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type SealingRoom, sealingRoom } from '../audit/seal/room.ts'
import { openBucket } from '../drivers/anchors/bucket.ts'
import { type OwnPostgres, postgresPrograms, startPostgres } from '../support/own-postgres.ts'
import { postgresUrl } from '../support/servers.ts'
import { type BackupRoom, backupRoom } from './room.ts'

// Programs are started, one after the other, and the machine may be busy.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

describe.skipIf(!postgresUrl || !postgresPrograms)('holdfast backup into a bucket', () => {
  let bucket: Awaited<ReturnType<typeof openBucket>>
  let log: SealingRoom
  let room: BackupRoom
  let cluster: OwnPostgres
  beforeAll(async () => {
    bucket = await openBucket()
    log = await sealingRoom()
    await log.app.user()
    cluster = await startPostgres()
    room = await backupRoom({
      ...{
        DATABASE_DRIVER: 'pg',
        DATABASE_URL: log.database.ownerUrl,
        BACKUP_TO: `s3:${bucket.url}/deep/prefix`,
      },
      ...{ BACKUP_S3_KEY_ID: bucket.key.keyId, BACKUP_S3_SECRET: bucket.key.secret, BACKUP_KEEP: '1' },
    })
  }, 120_000)
  afterAll(async () => {
    await log?.close()
    await cluster?.close()
    await bucket?.close()
    room?.close()
  })

  test('is restored from there, and only the newest stays', async () => {
    for (let n = 0; n < 2; n++) expect((await room.holdfast('backup')).code).toBe(0)
    expect(JSON.parse((await room.holdfast('backup --list --json')).out).backups).toHaveLength(1)
    const env = { MIGRATION_DATABASE_URL: cluster.url(), BACKUP_IDENTITY_FILE: room.identityFile }
    const { code, out, err } = await room.holdfast('restore', env)
    expect([code, out], err).toEqual([0, expect.stringMatching(/^restored holdfast-/)])
  })

  test('says that the bucket does not answer', async () => {
    const { code, err } = await room.holdfast('backup', { BACKUP_S3_SECRET: 'other' })
    expect([code, err]).toEqual([1, expect.stringContaining('the bucket answers with 403')])
  })
})
