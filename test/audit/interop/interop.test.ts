/**
 * The log as somebody else's code reads it: sealed while many write, published as it is served, and checked by a program in Go
 * that shares nothing with us but the specifications.
 */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { seal } from '../../../src/audit/seal/seal.ts'
import {
  checkpointText,
  parseCheckpoint,
  type Signer,
  signed,
  signersOf,
  vkeyOf,
} from '../../../src/audit/tree/note.ts'
import { runCommand } from '../../support/command.ts'
import { buildGo, noGo, type Program } from '../../support/go.ts'
import { postgresUrl } from '../../support/servers.ts'
import { type ReadingRoom, readingRoom } from '../reading/room.ts'
import { makeCustomers, recordEvents } from './load.ts'
import { writePublished } from './published.ts'

const [records, customers, clients] = [150_000, 300, 12]
const holder = '00000000-0000-4000-8000-000000000001'

interface Sealed {
  readonly seconds: number
  readonly rounds: number
  /** How many rounds had more to seal than fits into one. */
  readonly full: number
}

describe.skipIf(!postgresUrl || noGo)('a log of a hundred and fifty thousand records', () => {
  let room: ReadingRoom
  let folder: string
  let program: Program
  let signer: Signer
  let notes: string[]
  const [published, changed] = ['published', 'changed']

  const path = (...parts: string[]) => join(folder, ...parts)

  async function go(log: string, all: readonly string[] = notes) {
    await writeFile(path('notes.json'), JSON.stringify(all))
    return runCommand([program.file, path(log), vkeyOf(signer), path('notes.json')], {})
  }

  /** While `work` goes on; and until nothing is left. */
  async function sealing(work: Promise<unknown>): Promise<Sealed> {
    let writing = true
    const written = work.finally(() => {
      writing = false
    })
    const began = performance.now()
    let [rounds, full] = [0, 0]
    while (writing) {
      const signal = AbortSignal.timeout(20_000)
      const { sealed, more } = await seal(room.house.ports, room.sealing, { signal, holder })
      if (sealed > 0) rounds++
      if (more) full++
    }
    await written
    await room.settle()
    return { seconds: (performance.now() - began) / 1000, rounds, full }
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'interop-'))
    program = await buildGo(import.meta.dirname)
    room = await readingRoom()
    signer = signersOf(room.sealing)[0] as Signer
    const { house, member, auditor } = room
    const { seconds, rounds, full } = await sealing(
      Promise.all([
        recordEvents(house.appUrl as string, records, clients),
        makeCustomers(house, member.token, customers),
      ]),
    )
    const began = performance.now()
    const files = await writePublished(house, auditor.token, path(published))
    const rows = await house.rows('select note from audit_checkpoints order by size')
    notes = rows.map(({ note }) => String(note))
    console.info(
      `written by ${clients} and sealed in ${seconds.toFixed(1)} s: ${notes.length} heads, ${rounds} under load, ${full} of them full; ` +
        `${files} files fetched in ${((performance.now() - began) / 1000).toFixed(1)} s`,
    )
  }, 300_000)

  afterAll(async () => {
    program?.remove()
    await room?.close()
    await rm(folder, { recursive: true, force: true })
  })

  test('holds for Go: signatures, roots from the entries, inclusion and growth', async () => {
    const began = performance.now()
    const { code, out, err } = await go(published)
    expect([code, err]).toEqual([0, ''])
    const counts = JSON.parse(out)
    console.info(`Go, in ${((performance.now() - began) / 1000).toFixed(1)} s: ${out.trim()}`)
    const size = parseCheckpoint(notes.at(-1) as string)?.size as number
    expect(size).toBeGreaterThan(records + customers)
    expect(counts).toMatchObject({
      ...{ entries: size, notes: notes.length, roots: notes.length, consistency: notes.length - 1 },
      tiles: Math.ceil(size / 256) + Math.ceil(Math.floor(size / 256) / 256) + 1,
    })
    expect(counts.inclusions).toBeGreaterThanOrEqual(1_000)
    expect(notes.length).toBeGreaterThan(20)
  }, 120_000)

  test('holds each record once, and its order is not that of the identifiers alone', async () => {
    const [row] = await room.house.rows(`select count(*)::int as records, count(f.log_id)::int as leaves,
        count(distinct f.log_id)::int as distinct_leaves from audit_logs l left join audit_leaves f on f.log_id = l.id`)
    const size = parseCheckpoint(notes.at(-1) as string)?.size
    expect(row).toEqual({ records: size, leaves: size, distinct_leaves: size })
    const [late] = await room.house.rows(
      `select count(*)::int as late from (select log_id < lag(log_id) over (order by seq) as late from audit_leaves) s where late`,
    )
    console.info(`${late?.late} times a later place has a smaller identifier`)
    expect(late?.late).toBeGreaterThan(0)
  })

  describe('changed somewhere', () => {
    // Older versions of the library look at the proof where newer ones look at the tile.
    const notProven = /^entry \d+ in \d+: (downloaded inconsistent tile|invalid transparency proof)\n$/

    /** The folder with one byte of a file flipped. */
    async function flipped(file: string, at: (bytes: Buffer) => number) {
      await rm(path(changed), { recursive: true, force: true })
      await cp(path(published), path(changed), { recursive: true })
      const bytes = await readFile(path(changed, file))
      const place = at(bytes)
      bytes[place] = (bytes[place] as number) ^ 1
      await writeFile(path(changed, file), bytes)
    }

    test.each<[what: string, file: string, at: (bytes: Buffer) => number, says: RegExp]>([
      [
        'an entry',
        'tile/entries/321',
        (bytes) => bytes.indexOf('"outcome":"success"', 9_000) + 12,
        /^the entries make another root of \d+ entries than was signed\n$/,
      ],
      ['a tile', 'tile/0/321', () => 77 * 32 + 5, notProven],
      ['a tile above', 'tile/1/001', () => 9 * 32 + 5, notProven],
      [
        'the root in the checkpoint',
        'checkpoint',
        (bytes) => bytes.indexOf('\n', bytes.indexOf('\n') + 1) + 7,
        /^the checkpoint: invalid signature for key holdfast\.test\/audit\+[0-9a-f]+\n$/,
      ],
    ])(
      '%s: Go refuses it',
      async (_what, file, at, says) => {
        await flipped(file, at)
        const { code, out, err } = await go(changed)
        expect([code, out]).toEqual([1, ''])
        expect(err).toMatch(says)
      },
      60_000,
    )

    test('a root on the way, under a good signature: Go refuses it', async () => {
      const at = notes.length >> 1
      const checkpoint = parseCheckpoint(notes[at] as string)
      if (!checkpoint) throw new Error('It is no checkpoint.')
      const root = Buffer.from(checkpoint.root)
      root[0] = (root[0] as number) ^ 1
      const { code, err } = await go(
        published,
        notes.with(at, signed(checkpointText({ ...checkpoint, root }), [signer])),
      )
      expect([code, err]).toEqual([
        1,
        `the entries make another root of ${checkpoint.size} entries than was signed\n`,
      ])
    }, 60_000)
  })
})
