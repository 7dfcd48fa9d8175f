/** Sealing with a folder and a witness as anchors: whoever rolls the log back or rewrites it, with every right and every key, is found out. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Sealer, sealer } from '../../../src/audit/seal/round.ts'
import {
  checkpointText,
  isSigned,
  signed,
  signerOf,
  signersOf,
  vkeyOf,
} from '../../../src/audit/tree/note.ts'
import { systemClock } from '../../../src/core/clock.ts'
import { folder } from '../../../src/drivers/anchors/folder.ts'
import { witness } from '../../../src/drivers/anchors/witness.ts'
import type { Anchor } from '../../../src/ports/anchor.ts'
import {
  buildWitness,
  type WitnessProcess,
  type WitnessProgram,
} from '../../drivers/anchors/witness-process.ts'
import { noGo } from '../../support/go.ts'
import { postgresUrl } from '../../support/servers.ts'
import { type SealingRoom, sealingRoom } from './room.ts'

const tables = ['audit_leaves', 'audit_tiles', 'audit_checkpoints', 'audit_anchorings', 'audit_logs']
const nowhere = 'http://127.0.0.1:1'

describe.skipIf(!postgresUrl || noGo)('a log that is published', () => {
  let room: SealingRoom
  let program: WitnessProgram
  let running: WitnessProcess
  const dir = mkdtempSync(join(tmpdir(), 'holdfast-anchored-'))
  beforeAll(async () => {
    room = await sealingRoom()
    const [signer] = signersOf(room.sealing)
    if (!signer) throw new Error('Nobody signs.')
    program = await buildWitness()
    running = await program.start(vkeyOf(signer))
  }, 180_000)
  afterAll(async () => {
    await Promise.allSettled([room?.close(), running?.close()])
    program?.remove()
    rmSync(dir, { recursive: true })
  })

  const here = (): readonly Anchor[] => [folder({ dir }), witness(running.options)]
  const folderAway = () => folder({ dir: '/dev/null/anchor' })
  const witnessAway = () => witness({ ...running.options, url: nowhere, monitoring: nowhere })

  const read = async (text: string) => (await room.owner.client.query(text)).rows
  /** As the superuser, past what forbids it to everybody else. */
  const change = (text: string) =>
    room.owner.client.query(`begin; do $$ declare t record; begin
      for t in select tgrelid::regclass as place, tgname from pg_trigger where tgname = 'audit_no_rewrite' and tgenabled <> 'D'
      loop execute format('alter table only %s disable trigger %I', t.place, t.tgname); end loop;
    end $$; ${text}; commit`)

  /** One round of a sealer that has just started; what it logged. */
  async function round(anchors = here()) {
    room.logged.length = 0
    const one: Sealer = sealer({ ...room.ports, clock: systemClock }, { ...room.sealing, anchors })
    await one.round().finally(() => one.stop())
    return room.logged
  }

  /** Until what was recorded is sealed: a transaction anywhere on the server may hold it up for a moment. */
  async function sealed(anchors = here()) {
    for (let tries = 1; ; tries++) {
      const logged = await round(anchors)
      const [{ left }] = await read(
        'select (select count(*) from audit_logs)::int - (select count(*) from audit_leaves)::int as left',
      )
      if (left === 0) return logged
      if (tries === 300) throw new Error('The log is not sealed in half a minute.')
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }

  /** Refused, and not merely held up. */
  async function refused(anchors = here()) {
    for (let tries = 1; ; tries++) {
      const found = (await round(anchors)).find(({ action }) => action === 'audit.seal')
      if (found || tries === 300) return found
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }

  const sizes = async () =>
    (await read('select size::int from audit_checkpoints order by size')).map(({ size }) => size)
  const metric = (line: string) => room.ports.meter.render().split('\n').includes(line)
  const heldByFolder = async () => {
    const notes: string[] = []
    for await (const note of folder({ dir }).all?.(new AbortController().signal) ?? []) notes.push(note)
    return notes
  }

  // Two heads: what may be rolled back to, and what was published last.
  beforeAll(async () => {
    for (const count of [3, 300]) {
      await room.record(count)
      await sealed()
    }
  })

  test('is at both anchors, and what the witness signed is noted', async () => {
    const checkpoints = await read('select size::int, note from audit_checkpoints order by size')
    expect(await heldByFolder()).toEqual(checkpoints.map(({ note }) => note))
    const noted = await read(
      `select anchor, max(size)::int as size, count(*)::int as n, bool_and(cosignatures is not null) as cosigned
       from audit_anchorings group by anchor order by anchor`,
    )
    const [size, n] = [checkpoints.at(-1).size, checkpoints.length]
    expect(noted).toEqual([
      { anchor: 'folder', size, n, cosigned: false },
      { anchor: 'witness:witness.test/w1', size, n, cosigned: true },
    ])
    const [{ cosignatures }] = await read(
      `select cosignatures from audit_anchorings where cosignatures is not null order by size desc limit 1`,
    )
    const held = await witness(running.options).newest?.(room.sealing.origin, new AbortController().signal)
    expect(held).toBe(checkpoints.at(-1).note + cosignatures)
    expect(isSigned(held ?? '', signersOf(room.sealing))).toBe(true)
    expect(metric('audit_refused 0')).toBe(true)
  })

  test('is sealed on while one anchor is away, which hears of all of it when it is back', async () => {
    const before = (await sizes()).length
    for (const anchors of [
      [folderAway(), ...here().slice(1)],
      [...here().slice(0, 1), witnessAway()],
    ]) {
      await room.record(1)
      const logged = await sealed(anchors)
      expect(logged.map(({ action, code }) => code ?? action)).toEqual(['audit.anchor'])
      expect(logged[0]).toMatchObject({ level: 'error', result: 'failure' })
    }
    expect(room.logged[0]).toMatchObject({
      detail: 'witness:witness.test/w1',
      error: { name: 'AnchorError', code: 'ECONNECTION' },
    })
    await round()
    const all = await sizes()
    expect(all.length).toBeGreaterThan(before)
    expect(await heldByFolder()).toHaveLength(all.length)
    const [{ least }] = await read(
      `select min(n)::int as least from (select count(*) as n from audit_anchorings group by anchor) one`,
    )
    expect(least).toBe(all.length)
  })

  test('is not sealed while no anchor answers, and is as soon as one does', async () => {
    await room.record(1)
    const [newest] = (await sizes()).slice(-1)
    expect(await refused([folderAway(), witnessAway()])).toMatchObject({
      level: 'error',
      result: 'failure',
      code: 'anchors-away',
      detail: expect.stringContaining(`at size ${newest}: nothing is sealed`),
    })
    expect(metric('audit_refused 1')).toBe(true)
    expect(metric('audit_refused_total{kind="anchors-away"} 1')).toBe(true)
    expect((await sizes()).at(-1)).toBe(newest)
    await sealed([folderAway(), ...here().slice(1)])
    expect(metric('audit_refused 0')).toBe(true)
    await round()
  })

  test('is not sealed on the word of an anchor that holds what nobody here signed', async () => {
    await room.record(1)
    const stranger = signerOf(room.sealing.origin, randomBytes(32))
    const text = checkpointText({ origin: room.sealing.origin, size: 10 ** 9, root: randomBytes(32) })
    const forged: Anchor = {
      name: 'forged',
      publish: async () => ({}),
      newest: async () => signed(text, [stranger]),
    }
    expect(await refused([forged])).toMatchObject({ code: 'anchors-away' })
    expect(room.logged).toContainEqual(
      expect.objectContaining({ action: 'audit.anchor', code: 'unsigned', detail: 'forged' }),
    )
    await sealed(here())
    await round()
  })

  describe('and that somebody with every right has laid hands on', () => {
    beforeEach(async () => {
      for (const table of tables)
        await read(`drop table if exists kept_${table}; create table kept_${table} as table ${table}`)
      return async () => {
        for (const table of tables)
          await change(
            `delete from ${table}; insert into ${table} overriding system value select * from kept_${table}`,
          )
        expect((await round()).filter(({ code }) => code)).toEqual([])
      }
    })

    const either: readonly [string, () => readonly Anchor[]][] = [
      ['both anchors', here],
      ['the folder alone', () => [here()[0] as Anchor, witnessAway()]],
      ['the witness alone', () => [folderAway(), here()[1] as Anchor]],
    ]

    test.each(either)('is refused where it was rolled back: by %s', async (_who, anchors) => {
      const all = await sizes()
      const [first, newest] = [all[0], all.at(-1)]
      await change(`delete from audit_leaves where seq >= ${first};
        delete from audit_tiles where (index + 1) * 256 ^ (level + 1) > ${first};
        delete from audit_checkpoints where size > ${first}; delete from audit_anchorings where size > ${first}`)
      expect(await sizes()).toEqual([first])
      expect(await refused(anchors())).toMatchObject({
        code: 'rolled-back',
        detail: expect.stringContaining(`at size ${newest}: nothing is sealed`),
      })
      expect(metric('audit_refused 1')).toBe(true)
      expect(await sizes()).toEqual([first])
    })

    test.each(either)('is refused where it was written anew, and signed: by %s', async (_who, anchors) => {
      await change(`update audit_logs set action = 'nothing happened' where id = (select min(id) from audit_logs);
        delete from audit_leaves; delete from audit_tiles; delete from audit_checkpoints; delete from audit_anchorings`)
      await room.record(1)
      await sealed([])
      const forged = await sizes()
      await room.record(1)
      expect(await refused(anchors())).toMatchObject({ code: 'forked' })
      expect(metric('audit_refused 1')).toBe(true)
      expect(await sizes()).toEqual(forged)
    })
  })
})
