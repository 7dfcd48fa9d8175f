/** Sealing, on a real Postgres: what is committed becomes leaves, in order, once; what is not stays outside. */
import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commitmentOf, entryOf, type LogRecord, recordColumns } from '../../../src/audit/entry.ts'
import { sealer } from '../../../src/audit/seal/round.ts'
import { leafHash } from '../../../src/audit/tree/hashing.ts'
import { isSigned, parseCheckpoint, signersOf } from '../../../src/audit/tree/note.ts'
import { rootAt } from '../../../src/audit/tree/proofs.ts'
import { hashesFrom } from '../../../src/audit/tree/stored.ts'
import { systemClock } from '../../../src/core/clock.ts'
import type { Key } from '../../../src/core/keys.ts'
import { prepare } from '../../../src/store/statement.ts'
import { postgresUrl } from '../../support/servers.ts'
import { mth } from '../tree/plain.ts'
import { type SealingRoom, sealingRoom } from './room.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

describe.skipIf(!postgresUrl)('sealing', () => {
  let room: SealingRoom
  beforeAll(async () => {
    room = await sealingRoom()
  })
  afterAll(() => room?.close())

  const read = async (text: string) => (await room.owner.client.query(text)).rows
  const size = async () =>
    Number((await read('select coalesce(max(size), 0) as size from audit_checkpoints'))[0].size)
  test('of nothing makes no checkpoint', async () => {
    expect(await room.seal()).toEqual({ sealed: 0, size: 0, more: false })
    expect(await size()).toBe(0)
  })

  test('of nothing writes nothing, a lease included', async () => {
    const one = sealer({ ...room.ports, clock: systemClock }, room.sealing)
    const written = async () => (await read(`select xmin::text from leases`)).map(({ xmin }) => xmin)
    const before = await written()
    expect(await one.round()).toBe(0)
    expect(await written()).toEqual(before)
  })

  test('makes leaves of the log, and a signed head of exactly those', async () => {
    await room.record(3)
    await room.settle()
    expect(await size()).toBe(3)
    const [{ note }] = await read('select note from audit_checkpoints where size = 3')
    expect(isSigned(note, signersOf(room.sealing))).toBe(true)
    const records = await room.sealing.database.query(
      prepare(
        sql`select ${recordColumns} from audit_leaves f join audit_logs l on l.id = f.log_id order by f.seq`,
      )(),
    )
    const leaves = (records as unknown as LogRecord[]).map((record) => leafHash(entryOf(record)))
    expect(parseCheckpoint(note)).toEqual({
      origin: 'holdfast.test/audit',
      size: 3,
      root: Buffer.from(mth(leaves)),
    })
  })

  test('commits to what is personal as the database itself does', async () => {
    const records = await room.sealing.database
      .query(
        prepare(sql`select ${recordColumns},
      encode(audit.commitment(l.salt, l.details, l.ip_address, l.user_agent), 'hex') as theirs from audit_logs l`)(),
      )
      .catch((error) => error.code)
    expect(records).toBe('42501')
    const seen =
      await room.owner.client.query(`select l.id::text, l.salt, l.details::text as details, l.ip_address, l.user_agent,
      encode(audit.commitment(l.salt, l.details, l.ip_address, l.user_agent), 'hex') as theirs from audit_logs l`)
    expect(seen.rows.length).toBeGreaterThan(2)
    for (const row of seen.rows) expect(commitmentOf({ ...row, commitment: null })).toBe(row.theirs)
  })

  test('goes over many tiles, in batches', async () => {
    await room.record(9_000)
    await room.settle()
    const total = await size()
    expect(total).toBe(9_003)
    const [tiles] = await read('select count(*)::int as n from audit_tiles where level = 0')
    expect(tiles.n).toBe(Math.floor(total / 256))
    const [head] = await read('select note from audit_checkpoints order by size desc limit 1')
    expect(hex(await rootAt(hashesFrom(room.sealing.database), total))).toBe(
      hex(parseCheckpoint(head.note)?.root as Uint8Array),
    )
  })

  test('waits for who began earlier and is not done, and then takes them first', async () => {
    await room.settle()
    const before = await size()
    await room.owner.client.query('begin')
    await room.owner.client.query(
      `select set_config('app.ctx', '{"actor_kind":"system","action":"test"}', true)`,
    )
    await room.owner.client.query(`select audit.event('early', 'nothing', null, 'success', '{}')`)
    await room.record(2)
    expect(await room.seal()).toMatchObject({ sealed: 0, size: before })
    await room.owner.client.query('commit')
    await room.settle()
    const order = await read(
      `select l.action from audit_leaves f join audit_logs l on l.id = f.log_id where f.seq >= ${before} order by f.seq`,
    )
    expect(order.map(({ action }) => action)).toEqual(['early', 'test', 'test'])
  })

  test('is for one at a time; who comes while another leads does nothing', async () => {
    await room.record(1)
    expect(await room.seal({ holder: randomUUID() })).toEqual({ sealed: 0, size: undefined, more: false })
    await room.settle()
  })

  test('is signed by every key of the ring: while keys change, who knows either believes it', async () => {
    const [old] = room.sealing.keys
    const fresh = { kid: 'a2', bytes: new Uint8Array(randomBytes(32)) }
    const newest = async () =>
      (await read('select note from audit_checkpoints order by size desc limit 1'))[0].note
    const signedBy = async (keys: typeof room.sealing.keys) => {
      await room.record(1)
      while ((await room.seal({ sealing: { ...room.sealing, keys } })).sealed === 0) await sleep(100)
      const note = await newest()
      return [old, fresh].map((key) => isSigned(note, signersOf({ ...room.sealing, keys: key ? [key] : [] })))
    }
    expect(await signedBy([old as Key])).toEqual([true, false])
    expect(await signedBy([fresh, old as Key])).toEqual([true, true])
    expect(await signedBy([fresh])).toEqual([false, true])
  })

  test('is for the sealer alone', async () => {
    await expect(
      room.app.plain(`insert into audit_leaves values (1000000, 1000000, decode(repeat('00', 32), 'hex'))`),
    ).rejects.toMatchObject({ code: '42501' })
    for (const table of [
      'audit_checkpoints',
      'audit_leaves',
      'audit_tiles',
      'audit_anchorings',
      'audit_logs',
    ])
      for (const change of [`delete from ${table}`, `truncate ${table}`])
        await expect(room.sealing.database.query({ text: change, params: [] }), change).rejects.toMatchObject(
          { code: '42501' },
        )
  })
})
