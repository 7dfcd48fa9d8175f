/** A first factor is confirmed while somebody signs in without one: whoever comes second knows of the first. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { postgresUrl } from '../support/servers.ts'
import { openProviderHouse, type ProviderHouse } from './provider-house.ts'

describe.skipIf(!postgresUrl)('while a first factor is being confirmed', () => {
  let all: ProviderHouse
  let enrolment: Client
  beforeAll(async () => {
    all = await openProviderHouse()
    enrolment = new Client(all.house.ownerUrl)
    await enrolment.connect()
  })
  afterAll(async () => {
    await enrolment?.end()
    await all?.close()
  })

  const password = async () => {
    const { id, email, password } = await all.house.signIn()
    const enter = () => all.house.call('POST', '/v1/auth/login', { email, password })
    return { id, enter: async () => (await enter()).status === 200 }
  }
  const provider = async () => {
    const { sub, email } = all.person()
    await all.signInAs(sub)
    const [row] = await all.query('select id::text from users where email = $1', email)
    return { id: row?.id as string, enter: async () => (await all.signInAs(sub)).location === '/account' }
  }

  const sessions = async (id: string) =>
    (await all.query('select id from sessions where user_id = $1 and revoked_at is null', id)).length

  /** The writes of a confirmation, as far as the last moment before it commits. */
  async function confirmed(id: string) {
    await enrolment.query('begin')
    await enrolment.query(
      `select set_config('app.ctx', '{"actor_kind":"system","action":"test:enrol"}', true)`,
    )
    await enrolment.query('select 1 from users where id = $1 for no key update', [id])
    await enrolment.query(
      `insert into totp_factors (user_id, secret, confirmed_at) values ($1, 'sealed', now())`,
      [id],
    )
  }

  async function somebodyWaits() {
    for (let tries = 0; tries < 200; tries++) {
      // Within a transaction it would go on telling what it told at first, and know of no connection that came later.
      await enrolment.query('select pg_stat_clear_snapshot()')
      const { rowCount } = await enrolment.query(`select 1 from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`)
      if (rowCount) return
      await sleep(10)
    }
    throw new Error('Nobody waits for the confirmation.')
  }

  test.each([
    ['with a password', password],
    ['with a provider', provider],
  ])('nobody signs in %s alone', async (_how, arrive) => {
    const { id, enter } = await arrive()
    const before = await sessions(id)
    await confirmed(id)
    const entering = enter()
    await somebodyWaits()
    await enrolment.query('commit')
    expect(await entering).toBe(false)
    expect(await sessions(id)).toBe(before)
  })

  test.each([
    ['with a password', password],
    ['with a provider', provider],
  ])('who signs in %s waits, and is let in where nothing came of it', async (_how, arrive) => {
    const { id, enter } = await arrive()
    await confirmed(id)
    const entering = enter()
    await somebodyWaits()
    await enrolment.query('rollback')
    expect(await entering).toBe(true)
  })
})
