/** Three sealers, killed with -9 between any two steps, beside writers: what was published is one tree, whole, and nothing else. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isSigned, parseCheckpoint, signersOf } from '../../../src/audit/tree/note.ts'
import { postgresUrl } from '../../support/servers.ts'
import { login } from '../person.ts'
import { mth } from '../tree/plain.ts'
import type { Fate } from './mortal.ts'
import { type SealingRoom, sealingRoom } from './room.ts'
import { notesOn } from './shelf.ts'

const kills = Number(process.env.SEALER_KILLS ?? 200)
const moments = ['before', 'during', 'after'] as const

describe.skipIf(!postgresUrl)('sealers that are killed', () => {
  let room: SealingRoom
  const scratch = mkdtempSync(join(tmpdir(), 'holdfast-sealers-'))
  const program = join(scratch, 'mortal.mjs')
  const folder = join(scratch, 'shelf')
  beforeAll(async () => {
    room = await sealingRoom()
    await build({
      ...{ entryPoints: [join(import.meta.dirname, 'mortal.ts')], outfile: program, bundle: true },
      ...{ platform: 'node', format: 'esm', logLevel: 'error' },
      banner: {
        js: `import { createRequire } from 'node:module'; const require = createRequire('${import.meta.url}')`,
      },
      external: ['pg-native'],
    })
  })
  afterAll(async () => {
    await room?.close()
    await rm(scratch, { recursive: true })
  })

  test(`${kills} times leave one tree, without a gap or a fork, and all of it published`, {
    timeout: 600_000,
  }, async () => {
    const seed = Buffer.from(room.sealing.keys[0]?.bytes ?? []).toString('hex')
    const complaints: string[] = []
    let [died, writing] = [0, true]

    const start = (step: number, when: Fate['when']): ChildProcess => {
      const fate: Fate = { url: room.database.sealerUrl, folder, seed, step, when }
      const child = spawn(process.execPath, [program, JSON.stringify(fate)], {
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      for (const stream of [child.stdout, child.stderr])
        stream?.on('data', (text) => complaints.push(String(text)))
      return child
    }
    const ended = (child: ChildProcess) =>
      new Promise<string | null>((resolve) => child.on('exit', (_, signal) => resolve(signal)))

    async function lives() {
      while (died < kills) {
        const turn = died++
        // Every step of some rounds, each in every way.
        const signal = await ended(start(1 + (turn % 16), moments[Math.floor(turn / 16) % 3] ?? 'after'))
        expect(signal).toBe('SIGKILL')
      }
    }
    async function write() {
      const one = await login(room.database.appUrl)
      while (writing) {
        await one.act(
          `select audit.event('killed', 'nothing', null, 'success', '{}') from generate_series(1, 40)`,
        )
        await sleep(25)
      }
      await one.close()
    }
    const writers = [write(), write()]
    await Promise.all([lives(), lives(), lives()])
    writing = false
    await Promise.all(writers)

    const last = start(0, 'after')
    const read = async (text: string) => (await room.owner.client.query(text)).rows
    const left = `select (select count(*) from audit_logs) - (select count(*) from audit_leaves)
      + (select max(size) from audit_checkpoints) - (select max(size) from audit_anchorings) as n`
    for (let tries = 0; Number((await read(left))[0]?.n) !== 0 && tries < 600; tries++) await sleep(100)
    last.kill('SIGKILL')
    expect(complaints).toEqual([])

    const leaves = await read(`select f.seq::int, l.id is not null as logged, f.hash
      from audit_leaves f full join audit_logs l on l.id = f.log_id order by f.seq`)
    expect(leaves.every(({ seq, logged }, at) => seq === at && logged)).toBe(true)
    const hashes = leaves.map(({ hash }) => hash as Uint8Array)
    const notes = notesOn(folder)
    const published = notes.map(parseCheckpoint)
    const stored = await read('select note from audit_checkpoints order by size')
    expect(stored.every(({ note }) => isSigned(note, signersOf(room.sealing)))).toBe(true)
    // An anchor that is new begins with the newest head.
    expect(stored.map(({ note }) => note).slice(-notes.length)).toEqual(notes)
    for (const checkpoint of published)
      expect(Buffer.from(checkpoint?.root ?? []).equals(mth(hashes.slice(0, checkpoint?.size)))).toBe(true)
    console.info(`${kills} kills, ${leaves.length} records, ${notes.length} heads published`)
    expect(notes.length).toBeGreaterThan(kills / 10)
  })
})
