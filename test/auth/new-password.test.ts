/** What may become a password, wherever one is chosen: the rules, and what has leaked. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAdmin } from '../../src/auth/admins.ts'
import { uuidv7 } from '../../src/core/ids.ts'
import { breachRanges } from '../../src/drivers/breaches/ranges.ts'
import type { Breaches } from '../../src/ports/breaches.ts'
import { type RangeServer, rangeServer } from '../drivers/breaches/range-server.ts'
import { postgresUrl } from '../support/servers.ts'
import { openRoom, password, type Room } from './room.ts'

const leaked = 'ships in the night'
const fresh = 'limpets cling to the pier'

describe.skipIf(!postgresUrl)('a password that is chosen', () => {
  let room: Room
  let server: RangeServer
  let breaches: Breaches
  beforeAll(async () => {
    room = await openRoom()
    server = await rangeServer([leaked])
    breaches = breachRanges({ url: server.url, clock: room.ports.clock, timeoutMs: 300 })
  })
  afterAll(async () => {
    server?.close()
    await room?.close()
  })

  const email = () => `${uuidv7()}@example.com`
  type Choose = (word: string, asked?: Breaches) => Promise<{ status: number; body: unknown }>

  const ways: [where: string, choose: Choose][] = [
    [
      'registering',
      (word, asked = breaches) =>
        room.ask(
          'POST',
          '/v1/auth/register',
          { body: { email: email(), password: word } },
          { breaches: asked },
        ),
    ],
    [
      'changing it',
      async (word, asked = breaches) => {
        const { token } = await room.signIn()
        const body = { currentPassword: password, password: word }
        return room.ask(
          'POST',
          '/v1/auth/password/change',
          { body, ...(token && { token }) },
          { breaches: asked },
        )
      },
    ],
    [
      'resetting it',
      async (word, asked = breaches) => {
        const person = await room.signIn()
        await room.ask('POST', '/v1/auth/password/forgot', { body: { email: person.email } })
        await room.settle()
        await room.work()
        const token = room.mailedToken(person.email)
        return room.ask(
          'POST',
          '/v1/auth/password/reset',
          { body: { token, password: word } },
          { breaches: asked },
        )
      },
    ],
  ]

  test.each(ways)('when %s may be none that has leaked [V6.2.12]', async (_where, choose) => {
    const answer = await choose(leaked)
    expect(answer).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '#/password', code: 'leaked_password' }] },
    })
    expect(JSON.stringify(answer)).not.toContain(leaked)
    expect((await choose(fresh)).status).toBeLessThan(300)
  })

  test('of an administrator may be none that has leaked [V6.2.12]', async () => {
    const ports = { ...room.ports, breaches }
    await expect(
      createAdmin(ports, { email: email(), name: undefined, password: leaked }),
    ).rejects.toMatchObject({
      errors: [{ code: 'leaked_password' }],
    })
    expect(await createAdmin(ports, { email: email(), name: undefined, password: fresh })).toBe(true)
  })

  test('is judged by our own rules where nobody can be asked, and that is counted [V6.2.12]', async () => {
    const away: Breaches = { holds: async () => undefined }
    const before = room.counts.get('password_breach_checks_total') ?? 0
    for (const [, choose] of ways) {
      expect((await choose('passwordpassword', away)).status).toBe(422)
      expect((await choose(leaked, away)).status).toBeLessThan(300)
    }
    expect((room.counts.get('password_breach_checks_total') ?? 0) - before).toBe(ways.length)
  })
})
