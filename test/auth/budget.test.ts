import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Ports } from '../../src/ports/index.ts'
import { postgresUrl } from '../support/servers.ts'
import { type Asked, openRoom, password, type Room } from './room.ts'

type Person = Awaited<ReturnType<Room['signIn']>>

/** Blocking trips of the Auth Service's own: admission's one trip to Redis comes before, and is the gateway's. */
describe.skipIf(!postgresUrl)('the budget of round trips', () => {
  let room: Room
  beforeAll(async () => {
    room = await openRoom()
  })
  afterAll(() => room?.close())

  function counting() {
    const trips = { reads: 0, writes: 0, redis: 0 }
    const { database, cache } = room.ports
    const count = <A extends unknown[], R>(what: keyof typeof trips, verb: (...args: A) => R) => {
      return (...args: A) => {
        trips[what]++
        return verb(...args)
      }
    }
    const over: Partial<Ports> = {
      database: {
        ...database,
        query: count('reads', database.query),
        atomic: count('writes', database.atomic),
      },
      cache: { ...cache, bury: count('redis', cache.bury) },
    }
    return { trips, over }
  }

  const session = (person: Person): Asked => ({ token: person.token })
  const body =
    (more: object) =>
    (person: Person): Asked => ({ body: { email: person.email, ...more } })

  test.each<[call: string, asked: (person: Person) => Asked, reads: number, writes: number, redis: number]>([
    ['POST /v1/auth/register', body({ password }), 0, 1, 0],
    [
      'POST /v1/auth/verify-email',
      (person) => ({ body: { token: room.mailedToken(person.email) } }),
      0,
      1,
      0,
    ],
    ['POST /v1/auth/verify-email/resend', body({}), 0, 1, 0],
    ['POST /v1/auth/login', body({ password }), 0, 2, 0],
    ['POST /v1/auth/login', body({ password: `${password}!` }), 0, 2, 0],
    ['POST /v1/auth/login', () => ({ body: { email: 'nobody@example.com', password } }), 0, 2, 0],
    ['POST /v1/auth/password/forgot', body({}), 0, 1, 0],
    ['POST /v1/auth/password/forgot', () => ({ body: { email: 'nobody@example.com' } }), 0, 1, 0],
    [
      'POST /v1/auth/password/change',
      (person) => ({
        ...session(person),
        body: { currentPassword: password, password: 'limpets cling to the pier' },
      }),
      0,
      2,
      1,
    ],
    ['POST /v1/auth/reauthenticate', (person) => ({ ...session(person), body: { password } }), 0, 2, 1],
    [
      'POST /v1/auth/reauthenticate',
      (person) => ({ ...session(person), body: { password: `${password}!` } }),
      0,
      2,
      0,
    ],
    ['POST /v1/auth/login/passkey/options', () => ({}), 0, 1, 0],
    ['GET /v1/me', session, 1, 0, 0],
    ['PATCH /v1/me', (person) => ({ ...session(person), body: { name: 'Ada' } }), 0, 1, 0],
    ['GET /v1/auth/sessions', session, 1, 0, 0],
    ['GET /v1/auth/providers', () => ({}), 0, 0, 0],
    ['GET /v1/auth/identities', session, 1, 0, 0],
    [
      'DELETE /v1/auth/identities/{id}',
      (person) => ({ ...session(person), params: { id: crypto.randomUUID() } }),
      0,
      1,
      0,
    ],
    [
      'DELETE /v1/auth/sessions/{id}',
      (person) => ({ ...session(person), params: { id: person.session.id } }),
      0,
      1,
      1,
    ],
    ['POST /v1/auth/logout', session, 0, 1, 1],
  ])('of %s is kept', async (call, asked, reads, writes, redis) => {
    const person = await room.signIn()
    if (person.token) await room.ask('GET', '/v1/me', session(person)) // so that the session is remembered
    const [method = '', path = ''] = call.split(' ')
    const { trips, over } = counting()
    await room.ask(method, path, asked(person), over)
    expect(trips).toEqual({ reads, writes, redis })
    await room.settle()
  })

  test('of POST /v1/auth/password/reset is kept', async () => {
    const { email } = await room.signIn()
    await room.ask('POST', '/v1/auth/password/forgot', { body: { email } })
    await room.settle()
    const { trips, over } = counting()
    const body = { token: room.mailedToken(email), password: 'limpets cling to the pier' }
    await room.ask('POST', '/v1/auth/password/reset', { body }, over)
    expect(trips).toEqual({ reads: 1, writes: 1, redis: 1 })
  })
})
