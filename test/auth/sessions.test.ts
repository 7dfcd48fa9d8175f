import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verifyCsrf } from '../../src/auth/csrf.ts'
import { principalCacheSeconds, resolve } from '../../src/auth/principals.ts'
import { mint, sessionKey } from '../../src/auth/tokens.ts'
import { sha256 } from '../../src/core/bytes.ts'
import { tombstone } from '../../src/ports/cache.ts'
import type { Ports } from '../../src/ports/index.ts'
import { postgresUrl } from '../support/servers.ts'
import { openRoom, password, type Room } from './room.ts'

describe.skipIf(!postgresUrl)('sessions', () => {
  let room: Room
  beforeAll(async () => {
    room = await openRoom()
  })
  afterAll(() => room?.close())

  const me = (token: string) => room.ask('GET', '/v1/me', { token })
  const login = (body: unknown) => room.ask('POST', '/v1/auth/login', { body })
  const key = (token: string) => sessionKey(sha256(token))
  const cached = async (token: string) => (await room.ports.cache.get([key(token)]))[0]

  test('open by bearer, and the answer is remembered without a secret', async () => {
    const { token, user } = await room.signIn()
    expect((await me(token)).body.id).toBe(user.id)
    const value = await cached(token)
    expect(JSON.parse(value ?? '')).toMatchObject({ user: { kind: 'user', id: user.id, role: 'member' } })
    expect(value).not.toContain(user.email)
  })

  test('open by cookie, with the token in no body', async () => {
    const { email } = await room.signIn()
    const answer = await login({ email, password, transport: 'cookie' })
    const [cookie = ''] = answer.cookies
    expect(cookie).toMatch(/^__Host-sid=hf_s_[\w-]{49}; Secure; HttpOnly; SameSite=Lax; Path=\/$/)
    const token = cookie.slice('__Host-sid='.length, cookie.indexOf(';'))
    expect(JSON.stringify(answer.body)).not.toContain(token)
    expect(verifyCsrf(room.ports.config.keys, sha256(token), answer.body.csrfToken)).toBe(true)
    expect(verifyCsrf(room.ports.config.keys, mint('s').hash, answer.body.csrfToken)).toBe(false)
    const out = await room.ask('POST', '/v1/auth/logout', { token, transport: 'cookie' })
    expect(out.cookies[0]).toMatch(/^__Host-sid=; Max-Age=0; /)
  })

  test.each<[why: string, prepare: (room: Room, email: string) => Promise<unknown>, word?: string]>([
    ['a wrong password', async () => {}, `${password}!`],
    ['a password cut short', async () => {}, password.slice(0, -1)],
    ['a password with a blank more', async () => {}, `${password} `],
    ['a password in capitals', async () => {}, password.toUpperCase()],
    [
      'a disabled account',
      (r, email) => r.alter('update users set disabled_at = now() where email = $1', email),
    ],
    [
      'an unverified account',
      (r, email) => r.alter('update users set verified_at = null where email = $1', email),
    ],
    [
      'an account without a password',
      (r, email) => r.alter('update users set password_hash = null where email = $1', email),
    ],
    [
      'a hash of ruinous cost',
      (r, email) =>
        r.alter(
          `update users set password_hash = replace(password_hash, 'ln=14', 'ln=30') where email = $1`,
          email,
        ),
    ],
    [
      'a hash that was moved here',
      (r, email) =>
        r.alter(
          `update users set password_hash = replace(password_hash, 'p=5', 'p=4') where email = $1`,
          email,
        ),
    ],
    [
      'an unknown address',
      (r, email) => r.alter(`update users set email = 'x' || email where email = $1`, email),
    ],
  ])('refuse %s with one answer and one hash', async (_why, prepare, word = password) => {
    const { email, token } = await room.signIn()
    await prepare(room, email)
    const before = room.counts.get('password_hashes_total') ?? 0
    const opened = (await room.rows('select 1 from sessions')).length
    const answer = await login({ email, password: word })
    expect(answer).toEqual({
      status: 401,
      body: {
        code: 'unauthenticated',
        detail: 'The email address or the password is not right.',
        errors: [],
      },
      cookies: [],
      version: undefined,
    })
    expect((room.counts.get('password_hashes_total') ?? 0) - before).toBe(1)
    expect(await room.rows('select 1 from sessions')).toHaveLength(opened)
    expect(token).toBeTruthy()
  })

  test('record the denial of a known account and nothing of an unknown one [V16.3.1]', async () => {
    const { email, user } = await room.signIn()
    const denials = () =>
      room.rows(`select entity_id, user_id, actor_kind, ip_address from audit_logs where outcome = 'denied'`)
    const before = await denials()
    await login({ email: `nobody.${email}`, password })
    expect(await denials()).toEqual(before)
    await login({ email, password: `${password}!` })
    expect((await denials()).at(-1)).toEqual({
      entity_id: user.id,
      user_id: null,
      actor_kind: 'anonymous',
      ip_address: '192.0.2.7',
    })
  })

  test('record a denial as of nobody, also where the password was right', async () => {
    const { email, user } = await room.signIn()
    await room.alter('update users set disabled_at = now() where email = $1', email)
    await login({ email, password })
    const rows = await room.rows(
      `select actor_kind, user_id, session_id from audit_logs where outcome = 'denied' and entity_id = $1`,
      user.id,
    )
    expect(rows).toEqual([{ actor_kind: 'anonymous', user_id: null, session_id: null }])
  })

  test('are recorded with who opened them [V16.3.1]', async () => {
    const { session, user } = await room.signIn()
    const rows = await room.rows(
      `select user_id, session_id, actor_kind, action from audit_logs where entity = 'sessions' and entity_id = $1`,
      session.id,
    )
    expect(rows).toEqual([
      { user_id: user.id, session_id: session.id, actor_kind: 'user', action: 'auth:login' },
    ])
  })

  test('end at logout, at once, with a tombstone where the answer was remembered', async () => {
    const { token } = await room.signIn()
    expect((await me(token)).status).toBe(200)
    expect((await room.ask('POST', '/v1/auth/logout', { token })).status).toBe(204)
    expect(await cached(token)).toBe(tombstone)
    expect((await me(token)).status).toBe(401)
    await room.ports.cache.fill(key(token), 'a slow reader', principalCacheSeconds)
    expect(await cached(token)).toBe(tombstone)
  })

  test('stay dead for a reader that was asked before the end and answers after it', async () => {
    const { token, session } = await room.signIn()
    const slow = await resolve(room.ports, { kind: 'session', hash: sha256(token) }, null)
    expect(slow?.user.sessionId).toBe(session.id)
    await room.ask('POST', '/v1/auth/logout', { token })
    await slow?.later?.()
    expect(await cached(token)).toBe(tombstone)
    expect((await me(token)).status).toBe(401)
  })

  test('get their tombstone from the outbox where the cache was away', async () => {
    const { token } = await room.signIn()
    await me(token)
    const away: Ports['cache'] = { ...room.ports.cache, bury: () => Promise.reject(new Error('away')) }
    expect((await room.ask('POST', '/v1/auth/logout', { token }, { cache: away })).status).toBe(204)
    expect(await cached(token)).not.toBe(tombstone)
    await room.alter(`update outbox set run_at = clock_timestamp() where topic = 'session.tombstone'`)
    await room.work()
    expect(await cached(token)).toBe(tombstone)
  })

  test('race readers against an end: none that starts after it gets in', async () => {
    const { token } = await room.signIn()
    let ended = false
    const readers = Array.from({ length: 8 }, async () => {
      const late: number[] = []
      for (let i = 0; i < 12; i++) {
        const after = ended
        const { status } = await me(token)
        if (after) late.push(status)
      }
      return late
    })
    await room.ask('POST', '/v1/auth/logout', { token })
    ended = true
    const late = (await Promise.all(readers)).flat()
    expect(late.filter((status) => status !== 401)).toEqual([])
  })

  test.each<[why: string, change: string]>([
    [
      'idle for a day',
      `update sessions set last_seen_at = clock_timestamp() - interval '24 hours 1 second' where id = $1`,
    ],
    [
      'past their end',
      `update sessions set expires_at = clock_timestamp() - interval '1 second' where id = $1`,
    ],
    [
      'older than a month',
      `update sessions set created_at = clock_timestamp() - interval '30 days 1 second' where id = $1`,
    ],
    ['revoked', 'update sessions set revoked_at = clock_timestamp() where id = $1'],
    [
      'of a disabled user',
      'update users set disabled_at = clock_timestamp() where id = (select user_id from sessions where id = $1)',
    ],
    [
      'of a user no longer verified',
      'update users set verified_at = null where id = (select user_id from sessions where id = $1)',
    ],
    [
      'of an admin and idle for an hour',
      `with u as (update users set role = 'admin' where id = (select user_id from sessions where id = $1)) update sessions set last_seen_at = clock_timestamp() - interval '61 minutes' where id = $1`,
    ],
    [
      'of an admin and older than a day',
      `with u as (update users set role = 'admin' where id = (select user_id from sessions where id = $1)) update sessions set created_at = clock_timestamp() - interval '25 hours' where id = $1`,
    ],
  ])('are refused when %s [V7.3.1] [V7.3.2]', async (_why, change) => {
    const { token, session } = await room.signIn()
    await room.alter(change, session.id)
    expect((await me(token)).status).toBe(401)
    expect(await cached(token)).toBe(null)
  })

  test('note that they are in use, at most every five minutes, and without a line in the log', async () => {
    const { token, session } = await room.signIn()
    const seen = async () => {
      await resolve(room.ports, { kind: 'session', hash: sha256(token) }, null).then((found) =>
        found?.later?.(),
      )
      const [row] = await room.rows('select last_seen_at from sessions where id = $1', session.id)
      return row?.last_seen_at
    }
    const first = await seen()
    expect(await seen()).toBe(first)
    await room.alter(
      `update sessions set last_seen_at = last_seen_at - interval '6 minutes' where id = $1`,
      session.id,
    )
    const logged = (await room.rows('select 1 from audit_logs')).length
    expect(await seen()).not.toBe(first)
    expect(await room.rows('select 1 from audit_logs')).toHaveLength(logged)
  })

  test('are asked for once by many at the same time', async () => {
    const { token } = await room.signIn()
    let asked = 0
    const database: Ports['database'] = {
      ...room.ports.database,
      query: (...args) => {
        asked++
        return room.ports.database.query(...args)
      },
    }
    const ports = { ...room.ports, database }
    const found = await Promise.all(
      Array.from({ length: 50 }, () => resolve(ports, { kind: 'session', hash: sha256(token) }, null)),
    )
    expect(found.every(Boolean)).toBe(true)
    expect(asked).toBe(1)
  })

  test('are refused by a tombstone without asking anybody', async () => {
    const { token } = await room.signIn()
    const query = () => Promise.reject(new Error('asked'))
    const ports = { ...room.ports, database: { ...room.ports.database, query } }
    expect(await resolve(ports, { kind: 'session', hash: sha256(token) }, tombstone)).toBeUndefined()
  })

  test('take a damaged memory for none', async () => {
    const { token } = await room.signIn()
    for (const found of [
      '',
      '{',
      '{}',
      'null',
      '"x"',
      JSON.stringify({ user: { kind: 'user' }, expires: 0 }),
    ])
      expect((await resolve(room.ports, { kind: 'session', hash: sha256(token) }, found))?.user.kind).toBe(
        'user',
      )
    expect(await resolve(room.ports, { kind: 'session', hash: mint('s').hash }, '{}')).toBeUndefined()
  })

  test('are listed to their owner, newest first, without anything to present', async () => {
    const { email, token, session } = await room.signIn()
    const other = await room.logIn(email, 'cookie')
    await room.signIn()
    const { body } = await room.ask('GET', '/v1/auth/sessions', { token })
    expect(body.data.map(({ id, current }) => [id, current])).toEqual([
      [other.session.id, false],
      [session.id, true],
    ])
    expect(JSON.stringify(body)).not.toMatch(/hf_s_|[0-9a-f]{64}/)
  })

  test('are ended one by one by their owner, and by nobody else', async () => {
    const { email, token } = await room.signIn()
    const other = await room.logIn(email)
    const stranger = await room.signIn()
    const end = (id: string, by: string) =>
      room.ask('DELETE', '/v1/auth/sessions/{id}', { params: { id }, token: by })
    const unknown = await end('018f0000-0000-7000-8000-000000000000', stranger.token)
    expect(await end(other.session.id, stranger.token)).toEqual(unknown)
    expect(unknown.status).toBe(404)
    expect((await me(other.token)).status).toBe(200)
    expect((await end(other.session.id, token)).status).toBe(204)
    expect((await me(other.token)).status).toBe(401)
    expect((await end(other.session.id, token)).status).toBe(404)
    expect((await me(token)).status).toBe(200)
  })

  test('are ended all at once, but for the one that asks', async () => {
    const { email, token } = await room.signIn()
    const others = await Promise.all([1, 2, 3].map(() => room.logIn(email)))
    const stranger = await room.signIn()
    expect((await room.ask('DELETE', '/v1/auth/sessions', { token })).status).toBe(204)
    for (const other of others) expect((await me(other.token)).status).toBe(401)
    expect((await me(token)).status).toBe(200)
    expect((await me(stranger.token)).status).toBe(200)
  })

  test('of a profile: show it, change it, and refuse a stale version', async () => {
    const { token } = await room.signIn()
    const patch = (body: unknown, ifMatch?: number) =>
      room.ask('PATCH', '/v1/me', { token, body, ...(ifMatch && { ifMatch }) })
    const shown = await me(token)
    expect(shown.version).toBe(2)
    expect((await patch({ name: 'Ada' }, 2)).body).toMatchObject({ name: 'Ada', version: 3 })
    expect((await patch({ name: 'Eve' }, 2)).status).toBe(412)
    expect((await patch({})).body.name).toBe('Ada')
    expect((await patch({ name: null })).body.name).toBe(null)
    for (const extra of [{ role: 'admin' }, { email: 'x@example.com' }, { verifiedAt: null }, { name: '' }])
      expect((await patch(extra)).status).toBe(422)
  })
})
