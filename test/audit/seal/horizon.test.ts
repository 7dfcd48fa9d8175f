/** The order of sealing, under writers that commit late, or not at all. What a simpler order loses is the control. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { postgresUrl } from '../../support/servers.ts'
import { contextOf, login } from '../person.ts'
import { type SealingRoom, sealingRoom } from './room.ts'

const rows = Number(process.env.HORIZON_ROWS ?? 100_000)
const writers = 32
const cadenceMs = 250

describe.skipIf(!postgresUrl)('the horizon', () => {
  let room: SealingRoom
  beforeAll(async () => {
    room = await sealingRoom()
  })
  afterAll(() => room?.close())

  test(`of ${rows} records by ${writers} writers, a tenth of them undone and some held back, all that were committed are sealed, once`, {
    timeout: 300_000,
  }, async () => {
    let left = rows
    let writing = true
    const committed = new Set<string>()

    /** Who goes by the number alone: what commits late has a number that was passed already. */
    async function naive(): Promise<Set<string>> {
      const reader = await login(room.database.ownerUrl)
      const seen = new Set<string>()
      for (let [last, done] = ['0', false]; !done; ) {
        done = !writing
        const { rows: found } = await reader.client.query(
          'select id::text from audit_logs where id > $1 order by id limit 5000',
          [last],
        )
        for (const { id } of found) seen.add(id)
        last = found.at(-1)?.id ?? last
        if (found.length < 5_000) await sleep(20)
        else done = false
      }
      await reader.close()
      return seen
    }

    async function writer() {
      const one = await login(room.database.appUrl)
      while (left > 0) {
        const count = Math.min(left, 1 + Math.floor(Math.random() * 30))
        left -= count
        await one.client.query('begin')
        await one.client.query(`select set_config('app.ctx', $1, true)`, [JSON.stringify(contextOf())])
        const made = await one.client.query(
          `select audit.event('horizon', 'nothing', null, 'success', '{}')::text as id from generate_series(1, ${count})`,
        )
        if (Math.random() < 0.05) await sleep(300)
        if (Math.random() < 0.1) {
          await one.client.query('rollback')
          left += count
        } else {
          await one.client.query('commit')
          for (const { id } of made.rows) committed.add(id)
        }
      }
      await one.close()
    }

    /** The longest transaction with a number, anywhere on the server: nothing younger is sealed before it ends. */
    let longest = 0
    async function watch() {
      const watcher = await login(room.database.ownerUrl)
      while (writing) {
        const { rows: found } = await watcher.client.query(
          `select coalesce(max(extract(epoch from clock_timestamp() - xact_start)), 0)::float8 as age
          from pg_stat_activity where backend_xid is not null`,
        )
        longest = Math.max(longest, found[0].age * 1_000)
        await sleep(20)
      }
      await watcher.close()
    }

    let pause = 0
    async function sealing() {
      for (let last = Date.now(); writing; ) {
        const more = (await room.seal()).more
        pause = Math.max(pause, Date.now() - last)
        last = Date.now()
        if (!more) await sleep(cadenceMs)
      }
    }

    const around = [naive(), watch(), sealing()] as const
    await Promise.all(Array.from({ length: writers }, writer))
    writing = false
    const [seen] = await Promise.all(around)
    await room.settle()

    const read = async (text: string) => (await room.owner.client.query(text)).rows
    const sealed = await read('select f.log_id::text as id, f.seq::int from audit_leaves f order by f.seq')
    expect(committed.size).toBe(rows)
    expect(sealed.length).toBe(rows)
    expect(sealed.every(({ seq }, at) => seq === at)).toBe(true)
    expect(sealed.every(({ id }) => committed.delete(id))).toBe(true)
    expect(committed.size).toBe(0)

    const missed = sealed.filter(({ id }) => !seen.has(id)).length
    expect(missed, 'by number alone').toBeGreaterThan(0)

    const [lag] =
      await read(`select max(extract(epoch from c.created_at - l.created_at) * 1000)::float8 as most
      from audit_leaves f join audit_logs l on l.id = f.log_id cross join lateral (
        select created_at from audit_checkpoints where size > f.seq order by size limit 1) c`)
    console.info(
      `${rows} records: by number alone ${missed} were missed; the oldest unsealed was ${Math.round(lag?.most)} ms, ` +
        `the longest transaction ${Math.round(longest)} ms, the longest pause between seals ${pause} ms`,
    )
    // A round that began just before the horizon moved, and the one after it.
    expect(lag?.most).toBeLessThanOrEqual(longest + 2 * pause + cadenceMs)
  })
})
