/** An embedded database: a snapshot while nobody has it, others while a server runs and whoever kills it, and back. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { nameOf, wholeAmong } from '../../src/backup/names.ts'
import { openPglite } from '../../src/drivers/postgres/pglite.ts'
import { type BackupRoom, backupRoom } from './room.ts'

// Programs are started, one after the other, and the machine may be busy.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

const root = new URL('../../', import.meta.url).pathname
const people = 'select count(*)::int as n from users'

describe('an embedded database', () => {
  let room: BackupRoom
  beforeAll(async () => {
    // Beside itself, in development, with the keys that development makes.
    room = await backupRoom({ MODE: 'development', BACKUP_TO: '', BACKUP_RECIPIENT: '', KEYS: '' })
    expect((await room.holdfast('migrate')).code).toBe(0)
  }, 120_000)
  afterAll(() => room?.close())

  const dataDir = () => room.usual.DATA_DIR ?? ''
  const folder = () => join(dataDir(), 'postgres')
  const backups = () => join(dataDir(), 'backups')
  async function within<T>(
    act: (database: Awaited<ReturnType<typeof openPglite>>) => Promise<T>,
  ): Promise<T> {
    const house = await openPglite({ dataDir: folder() })
    return act(house).finally(() => house.database.close())
  }
  const count = () =>
    within(async ({ database }) => (await database.query({ text: people, params: [] }))[0]?.n)
  const another = (n: number) =>
    within(({ exec }) =>
      exec(`select set_config('app.ctx', '{"actor_kind":"system","action":"test:put"}', false);
      insert into users (id, email, name) select gen_random_uuid(), gen_random_uuid() || '@example.com', 'Ada' from generate_series(1, ${n})`),
    )

  test('is put away and comes back, and what was there meanwhile is put aside', async () => {
    await another(3)
    const made = await room.holdfast('backup --json')
    expect(JSON.parse(made.out)).toMatchObject({
      ok: true,
      kind: 'embedded',
      encrypted: false,
      tool: 'pglite',
    })
    await another(2)
    const refused = await room.holdfast('restore')
    expect([refused.code, refused.err]).toEqual([
      1,
      expect.stringContaining('nothing in it was touched. --replace puts it aside'),
    ])
    expect(await count()).toBe(5)
    const restored = await room.holdfast('restore --replace --json')
    expect([restored.code, JSON.parse(restored.out)]).toEqual([
      0,
      expect.objectContaining({
        ok: true,
        gaps: [],
        pending: [],
        aside: expect.stringContaining('.before-'),
      }),
    ])
    expect(await count()).toBe(3)
    const { aside } = JSON.parse(restored.out)
    expect(existsSync(join(aside, 'PG_VERSION'))).toBe(true)
    rmSync(aside, { recursive: true })
  }, 120_000)

  test('is drilled as well', async () => {
    const { code, out } = await room.holdfast('drill')
    expect(code, out).toBe(0)
    expect(out).toMatch(/\nRTO +[\d.]+ s\nit would have saved us\n$/)
  }, 120_000)

  test('is encrypted where somebody is named to read it, and only they bring it back', async () => {
    const named = { BACKUP_RECIPIENT: room.recipient, BACKUP_IDENTITY_FILE: '' }
    expect(JSON.parse((await room.holdfast('backup --json', named)).out)).toMatchObject({ encrypted: true })
    const without = await room.holdfast('restore --replace', named)
    expect([without.code, without.err]).toEqual([1, expect.stringContaining('names no identity')])
    expect(await count()).toBe(3)
    const { code, err } = await room.holdfast('restore --replace', {
      ...named,
      BACKUP_IDENTITY_FILE: room.identityFile,
    })
    expect(code, err).toBe(0)
    expect(await count()).toBe(3)
  }, 120_000)

  test.each(['before the old one left', 'between the two renames', 'before the old one was put aside'])(
    'is whole whenever a restore dies: %s',
    async (moment) => {
      for (const name of readdirSync(dataDir()).filter((one) => /before-|restoring/.test(one)))
        rmSync(join(dataDir(), name), { recursive: true })
      // The folders as they stand at that moment.
      const [old, leaving] = [folder(), `${folder()}.leaving`]
      if (moment !== 'before the old one left') renameSync(old, leaving)
      if (moment === 'before the old one was put aside') {
        const empty = await openPglite({ dataDir: `${folder()}.new` })
        await empty.database.close()
        renameSync(`${folder()}.new`, old)
        await within(({ database }) => database.query({ text: 'select 1', params: [] }))
        const [aside = ''] = readdirSync(dataDir()).filter((name) => name.includes('.before-'))
        expect(existsSync(leaving)).toBe(false)
        rmSync(old, { recursive: true })
        renameSync(join(dataDir(), aside), old)
      }
      expect(await count()).toBe(3)
      expect(existsSync(leaving)).toBe(false)
    },
    60_000,
  )

  test('is kept by a server that is written to all the while; killed at any time it leaves only whole ones', async () => {
    rmSync(backups(), { recursive: true })
    let written = 0
    for (const more of [100, 450, 800]) {
      const port = await freePort()
      const server = spawn(process.execPath, ['dist/node.js'], {
        cwd: root,
        env: {
          PATH: process.env.PATH ?? '',
          ...room.usual,
          PORT: String(port),
          BACKUP_SCHEDULE: '* * * * * *',
          BACKUP_KEEP: '3',
          LIMIT_ADDRESS: '100000/60',
          LIMIT_MAIL: '100000/60',
        },
        stdio: 'ignore',
      })
      const ended = once(server, 'exit')
      const before = newest()
      // Until it has made one, and then a little longer: into the midst of another.
      let until = Date.now() + 60_000
      for (let seen = false; Date.now() < until; ) {
        if (!seen && newest() !== before) [seen, until] = [true, Date.now() + more]

        const headers = { 'content-type': 'application/json', 'idempotency-key': `k-${written}` }
        const body = JSON.stringify({
          email: `w${written}@example.com`,
          password: 'tidal meadow toor quartz lantern',
        })
        const answer = await fetch(`http://127.0.0.1:${port}/v1/auth/register`, {
          method: 'POST',
          headers,
          body,
        }).catch(() => undefined)
        if (answer?.status === 202) written++
        else await sleep(50)
      }
      server.kill('SIGKILL')
      await ended
    }
    const files = readdirSync(backups())
    const whole = wholeAmong(files)
    expect(written).toBeGreaterThan(5)
    expect(whole.length).toBeGreaterThan(0)
    expect(whole.length).toBeLessThanOrEqual(4)
    const listed = await room.holdfast('backup --list --json')
    expect([listed.code, JSON.parse(listed.out).backups.length]).toEqual([0, whole.length])
    // Each comes back with as many rows as were counted: nobody's write came between counting and keeping.
    for (const name of whole) {
      const DATA_DIR = join(room.folder.path, name)
      const env = { DATA_DIR, KEYS: keysOf(), BACKUP_TO: `folder:${backups()}` }
      const { code, err } = await room.holdfast(`restore ${name}`, env)
      expect(code, err).toBe(0)
    }
    expect(files.filter((name) => nameOf(name) === undefined && !name.endsWith('.draft'))).toEqual([])
  }, 240_000)

  const newest = () => (existsSync(backups()) ? wholeAmong(readdirSync(backups()))[0] : undefined)
  const keysOf = () => readFileSync(join(dataDir(), 'keys'), 'utf8').trim()
})

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
