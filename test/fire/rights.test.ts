/**
 * A change of rights that has been answered is final for programs, too: 16 readers use one API key while it is revoked, or its
 * person gets another role, or is disabled. What is slow is slow where it hurts: between the read and what is made of it.
 *
 * For sessions, `revocation.test.ts` shows the same. A key differs: a tombstone over it says "ask Postgres", and ends nothing.
 */
import { createClient } from '@redis/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { credentialKey } from '../../src/auth/tokens.ts'
import { sha256 } from '../../src/core/bytes.ts'
import type { BarePorts } from '../../src/ports/index.ts'
import { type House, openHouse, type Person } from '../support/house.ts'
import { postgresUrl, redisUrl } from '../support/servers.ts'

/** RIGHTS_CHANGES=1000 makes the long form (docs/measurements.md). */
const changes = Number(process.env.RIGHTS_CHANGES || 40)
const readers = 16
const delayMs = 12
const afterMs = 3 * delayMs

/** Requests begun after the answer to a change, and how many of them were answered as before it. */
interface Tally {
  after: number
  stale: number
}

/** Changes the rights behind the key; what a request is told before, and what after. */
interface Change {
  readonly act: () => Promise<Response>
  readonly before: number
  readonly after: number
}

const later = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
const random = (ms: number) => Math.random() * ms

describe.skipIf(!postgresUrl || !redisUrl)(`a key whose rights change under ${readers} readers`, () => {
  let house: House
  let admin: Person
  let buries = true
  /** Until when a key that was read is not told, where that is decided. */
  let held: Promise<void> | undefined
  const redis = createClient({ url: redisUrl ?? '' })

  beforeAll(async () => {
    await redis.connect()
    house = await openHouse({ redisUrl, wrap: slowed })
    admin = await house.signIn('admin')
  })
  afterAll(async () => {
    await house?.close()
    redis.destroy()
  })

  function slowed(ports: BarePorts): BarePorts {
    const { database, cache } = ports
    return {
      ...ports,
      database: {
        ...database,
        async query(statement, options) {
          const rows = await database.query(statement, options)
          if (!/from api_keys k join users u/.test(statement.text)) return rows
          await (held ?? later(random(delayMs)))
          return rows
        },
      },
      cache: {
        ...cache,
        async fill(...entry) {
          await later(random(delayMs))
          await cache.fill(...entry)
        },
        async bury(...graves) {
          if (buries) await cache.bury(...graves)
        },
      },
    }
  }

  async function keyOf({ token }: Person): Promise<{ id: string; key: string }> {
    const body = { name: 'ci', scopes: ['users:read'] }
    const made = await house.send('POST', '/v1/auth/api-keys', body, token)
    if (made.status !== 201) throw new Error(`The key was told ${made.status}.`)
    return (await made.json()) as { id: string; key: string }
  }

  async function round(key: string, { act, before, after }: Change, tally: Tally) {
    let answered = Number.POSITIVE_INFINITY
    const reader = async () => {
      await later(random(5))
      while (performance.now() < answered + afterMs) {
        const begun = performance.now()
        const { status } = await house.send('GET', '/v1/users?limit=1', undefined, key)
        if (status !== before && status !== after) throw new Error(`A reader was told ${status}.`)
        if (begun > answered) {
          tally.after++
          if (status !== after) tally.stale++
        }
        await later(random(4))
      }
    }
    const change = async () => {
      await later(random(3 * delayMs))
      const { status } = await act()
      if (status !== 200 && status !== 204) throw new Error(`The change was told ${status}.`)
      answered = performance.now()
    }
    await Promise.all([change(), ...Array.from({ length: readers }, reader)])
    await house.settle()
  }

  const forget = (key: string) => redis.del(credentialKey('api-key', sha256(key)))

  /** There and back again: every other time over what is remembered, otherwise over the tombstone of the change before. */
  async function toggle(count: number, one: readonly [object, number], other: readonly [object, number]) {
    const tally: Tally = { after: 0, stale: 0 }
    const person = await house.signIn('auditor')
    const { key } = await keyOf(person)
    for (let number = 0; number < count; number++) {
      const [[, before], [body, after]] = number % 2 ? [one, other] : [other, one]
      const act = () => house.send('PATCH', `/v1/users/${person.id}`, body, admin.token, { 'if-match': '*' })
      if (number % 4 < 2) await forget(key)
      await round(key, { act, before, after }, tally)
    }
    return tally
  }

  async function revoke(count: number) {
    const tally: Tally = { after: 0, stale: 0 }
    const person = await house.signIn('auditor')
    for (let number = 0; number < count; number++) {
      const { id, key } = await keyOf(person)
      const act = () => house.send('DELETE', `/v1/auth/api-keys/${id}`, undefined, person.token)
      await round(key, { act, before: 200, after: 401 }, tally)
    }
    return tally
  }

  const kinds: readonly (readonly [what: string, play: (count: number) => Promise<Tally>])[] = [
    ['is dead with the answer to its revocation [V7.4.1]', revoke],
    [
      'is what its person’s new role is, from the answer on [V8.3.2]',
      (count) => toggle(count, [{ role: 'member' }, 403], [{ role: 'auditor' }, 200]),
    ],
    [
      'is dead while its person is disabled, from the answer on [V7.4.2]',
      (count) => toggle(count, [{ disabled: true }, 401], [{ disabled: false }, 200]),
    ],
  ]

  test.each(kinds)('%s', { timeout: 600_000 }, async (what, play) => {
    const begun = performance.now()
    const tally = await play(changes)
    const seconds = (performance.now() - begun) / 1000
    console.info(`${what}: ${changes} changes in ${seconds.toFixed(1)} s: ${JSON.stringify(tally)}`)
    expect(tally.stale).toBe(0)
    expect(tally.after).toBeGreaterThan(changes)
  })

  test('is asked for anew by who comes after the answer, though a look-up from before it is under way', async () => {
    const person = await house.signIn('auditor')
    const { key } = await keyOf(person)
    const read = () => house.send('GET', '/v1/users?limit=1', undefined, key)
    let release = () => {}
    held = new Promise((resolve) => {
      release = resolve
    })
    const before = read()
    await later(200)
    const path = `/v1/users/${person.id}`
    const changed = await house.send('PATCH', path, { role: 'member' }, admin.token, { 'if-match': '*' })
    const after = read()
    await later(200)
    held = undefined
    release()
    expect([(await before).status, changed.status, (await after).status]).toEqual([200, 200, 403])
  })

  test.each(kinds)('without tombstones none of it holds, so this test can fail: %s', async (_, play) => {
    buries = false
    const tally = await play(8).finally(() => {
      buries = true
    })
    expect(tally.stale).toBeGreaterThan(0)
  })
})
