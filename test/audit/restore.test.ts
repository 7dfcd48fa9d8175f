/** A dump, in a fresh cluster: transactions begin anew, and the log goes on where it was, once its epoch was raised. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { seal } from '../../src/audit/seal/seal.ts'
import { signersOf } from '../../src/audit/tree/note.ts'
import { verify } from '../../src/audit/verify/verify.ts'
import { coverage } from '../../src/coverage.ts'
import { nodePostgres } from '../../src/drivers/postgres/node-postgres.ts'
import { type OwnPostgres, postgresPrograms, startPostgres } from '../support/own-postgres.ts'
import { postgresUrl } from '../support/servers.ts'
import { contextOf, login } from './person.ts'
import { type SealingRoom, sealingRoom } from './seal/room.ts'

describe.skipIf(!postgresUrl || !postgresPrograms)('a log that was restored', () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-dump-'))
  let room: SealingRoom
  let cluster: OwnPostgres
  const run = (program: string, ...args: string[]) =>
    execFileSync(join(postgresPrograms as string, program), args, { stdio: ['ignore', 'pipe', 'pipe'] })

  beforeAll(async () => {
    room = await sealingRoom()
    const ada = await room.app.user()
    await room.app.act(
      `insert into customers (id, owner_id, created_by, name) values (gen_random_uuid(), '${ada}', '${ada}', 'First')`,
      contextOf({ user_id: ada }),
    )
    await room.record(400)
    await room.settle()
    cluster = await startPostgres()
    const dump = join(folder, 'dump')
    run('pg_dump', '-Fc', '-f', dump, room.database.ownerUrl)
    const roles = [
      'app_owner nologin',
      'audit_owner nologin',
      'migrator login',
      'app login',
      'sealer login',
      'reader login',
    ]
    run('psql', '-q', ...roles.flatMap((role) => ['-c', `create role ${role}`]), cluster.url())
    for (const name of ['unprepared', 'restored']) {
      run('psql', '-q', '-c', `create database ${name}`, cluster.url())
      run('pg_restore', '--exit-on-error', '-d', cluster.url(name), dump)
    }
  }, 120_000)
  afterAll(async () => {
    await room?.close()
    await cluster?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function within<T>(
    name: string,
    use: (log: Awaited<ReturnType<typeof openLog>>) => Promise<T>,
  ): Promise<T> {
    const log = await openLog(name)
    return use(log).finally(() => log.close())
  }

  async function openLog(name: string) {
    const sealer = nodePostgres({ url: cluster.url(name, 'sealer'), maxConnections: 2 })
    const owner = nodePostgres({ url: cluster.url(name), maxConnections: 2 })
    const app = await login(cluster.url(name, 'app'))
    const sealing = { ...room.sealing, database: sealer }
    return {
      app,
      raise: () => owner.query({ text: 'select audit.raise_epoch() as epoch', params: [] }),
      seal: () => seal(room.ports, sealing, { signal: AbortSignal.timeout(10_000), holder: room.holder }),
      verify: () =>
        verify(owner, { verifiers: signersOf(sealing), elsewhere: [], coverage, progress: () => {} }),
      close: () => Promise.allSettled([app.close(), owner.close(), sealer.close()]),
    }
  }

  test('verifies as it was', async () => {
    await within('restored', async (log) => {
      expect(await log.verify()).toMatchObject({ findings: [], size: 402, unsealed: 0 })
    })
  })

  test('and without a new epoch, what is written then is never sealed: it sorts before what was', async () => {
    await within('unprepared', async (log) => {
      await log.app.user()
      expect(await log.seal()).toMatchObject({ sealed: 0 })
      expect((await log.verify()).counts).toEqual({ 'record-backdated': 1 })
    })
  })

  test('and with one it goes on, still guarded and still verified', async () => {
    await within('restored', async (log) => {
      expect(await log.raise()).toEqual([{ epoch: 2 }])
      for (let n = 0; n < 3; n++) await log.app.user()
      expect(await log.seal()).toMatchObject({ sealed: 4, size: 406 })
      expect(await log.verify()).toMatchObject({ findings: [], size: 406, unsealed: 0 })
      await expect(log.app.plain('delete from audit_logs')).rejects.toMatchObject({ code: '42501' })
      await expect(log.app.plain(`update users set name = 'x'`)).rejects.toMatchObject({ code: '28000' })
    })
  })
})
