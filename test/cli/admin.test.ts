import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { administer } from '../../src/cli/admin.ts'
import { uuidv7 } from '../../src/core/ids.ts'
import { openRoom, password, type Room } from '../auth/room.ts'
import { postgresUrl } from '../support/servers.ts'

describe.skipIf(!postgresUrl)('holdfast admin', () => {
  let room: Room
  beforeAll(async () => {
    room = await openRoom()
  })
  afterAll(() => room?.close())

  async function run(args: readonly string[], typed = `${password}\n`, tty = false) {
    const said = { out: '', err: '', raw: [] as boolean[] }
    const into = (name: 'out' | 'err') => ({
      write(text: string) {
        said[name] += text
      },
    })
    const stdin = Object.assign(Readable.from([Buffer.from(typed)]), {
      isTTY: tty,
      setRawMode: (raw: boolean) => void said.raw.push(raw),
    })
    const code = await administer(args, {
      ports: room.ports,
      stdin,
      stdout: into('out'),
      stderr: into('err'),
    })
    return { code, ...said }
  }

  const fresh = () => `${uuidv7()}@example.com`
  const create = (email: string, ...more: string[]) => ['create', '--email', email, ...more]

  test('makes an administrator who can log in at once, and says who did it', async () => {
    const email = fresh()
    expect(await run(create(email, '--name', 'Root'))).toMatchObject({
      code: 0,
      out: `${email} is an administrator and can log in now.\n`,
      err: '',
    })
    const { user, session } = await room.logIn(email)
    expect(user).toMatchObject({ role: 'admin', name: 'Root' })
    const day = Date.parse(session.expiresAt) - Date.parse(session.createdAt)
    expect(Math.round(day / 3_600_000)).toBe(24)
    const rows = await room.rows(
      `select actor_kind, action from audit_logs where entity_id = $1 and operation <> 'EVENT'`,
      user.id,
    )
    expect(rows).toEqual([{ actor_kind: 'system', action: 'holdfast:admin-create' }])
  })

  test('asks at a terminal twice, unseen, with corrections', async () => {
    const email = fresh()
    const typed = `${password}x\u007f\r${password}\r`
    const said = await run(create(email), typed, true)
    expect(said).toMatchObject({ code: 0, raw: [true, false] })
    expect(said.out).not.toContain(password)
    expect((await room.logIn(email)).user.role).toBe('admin')
  })

  test('keeps the blanks of a password, and takes one without a line end', async () => {
    const email = fresh()
    expect((await run(create(email), ` ${password} `)).code).toBe(0)
    const login = (word: string) => room.ask('POST', '/v1/auth/login', { body: { email, password: word } })
    expect((await login(` ${password} `)).status).toBe(200)
    expect((await login(password)).status).toBe(401)
  })

  test.each<[why: string, args: (email: string) => string[], code: number, typed?: string, tty?: boolean]>([
    ['a weak password', (email) => create(email), 1, 'passwordpassword\n'],
    ['a short password', (email) => create(email), 1, 'short\n'],
    ['no password', (email) => create(email), 1, ''],
    ['NUL in the password', (email) => create(email), 1, `${password}\u0000\n`],
    ['two different typings', (email) => create(email), 1, `${password}\r${password}!\r`, true],
    ['promoting nobody', (email) => create(email, '--promote'), 1],
    ['no address', () => ['create'], 2],
    ['an address that is none', () => create('root'), 2],
    ['another verb', (email) => ['delete', '--email', email], 2],
    ['a password as an argument', (email) => create(email, '--password', password), 2],
    ['nothing', () => [], 2],
  ])('refuses %s, and changes nothing', async (_why, args, code, typed, tty) => {
    const email = fresh()
    const said = await run(args(email), typed, tty)
    expect(said.code).toBe(code)
    expect(said.err).not.toBe('')
    expect(said.err).not.toContain(password)
    expect(await room.rows('select 1 from users where email = $1', email)).toEqual([])
  })

  test('does not touch an account that exists, unless told to promote it', async () => {
    const { email, token } = await room.signIn()
    const refused = await run(create(email))
    expect(refused).toMatchObject({ code: 1, out: '' })
    expect(refused.err).toContain('--promote')
    expect((await room.ask('GET', '/v1/me', { token })).body.role).toBe('member')

    expect((await run(create(email, '--promote'))).code).toBe(0)
    expect((await room.ask('GET', '/v1/me', { token })).status).toBe(401)
    expect((await room.logIn(email)).user.role).toBe('admin')
    expect(await run(create(email, '--promote'))).toMatchObject({ code: 0, err: '' })
  })

  test('does not promote who never proved their address', async () => {
    const { email } = await room.register()
    expect((await run(create(email, '--promote'))).code).toBe(1)
  })
})
