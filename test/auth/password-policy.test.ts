import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { uuidv7 } from '../../src/core/ids.ts'
import type { Key } from '../../src/core/keys.ts'
import type { Ports } from '../../src/ports/index.ts'
import { postgresUrl } from '../support/servers.ts'
import { openRoom, password, type Room } from './room.ts'

describe.skipIf(!postgresUrl)('passwords', () => {
  let room: Room
  beforeAll(async () => {
    room = await openRoom()
  })
  afterAll(() => room?.close())

  const email = () => `${uuidv7()}@example.com`
  const register = (word: string, more: object = {}) =>
    room.ask('POST', '/v1/auth/register', { body: { email: email(), password: word, ...more } })
  const login = (address: string, word = password, over: Partial<Ports> = {}) =>
    room.ask('POST', '/v1/auth/login', { body: { email: address, password: word } }, over)
  const hashes = () => room.counts.get('password_hashes_total') ?? 0
  const stored = async (address: string) =>
    String((await room.rows('select password_hash from users where email = $1', address))[0]?.password_hash)

  async function personWith(word: string) {
    const address = email()
    await room.ask('POST', '/v1/auth/register', { body: { email: address, password: word } })
    await room.settle()
    await room.ask('POST', '/v1/auth/verify-email', { body: { token: room.mailedToken(address) } })
    return address
  }

  test('are nobody’s to begin with: there is no default account [V6.3.2]', async () => {
    const empty = await openRoom()
    expect(await empty.rows('select 1 from users')).toEqual([])
    await empty.close()
  })

  test.each([
    ['fifteen code points', '🐙🦀🐚🌊🪸🐠🐬🐋🦑🐡🦐🦞🐟🐢🦭', 202],
    ['fourteen', '🐙🦀🐚🌊🪸🐠🐬🐋🦑🐡🦐🦞🐟🐢', 422],
    ['lower case alone', 'the heron waits by the weir', 202],
    ['digits alone', '805917264038512', 202],
    ['64 characters', `${'heron weir otter '.repeat(4).slice(0, 60)}reed`, 202],
    ['256 characters', `${randomBytes(128).toString('hex')}`, 202],
    ['257 characters', `${randomBytes(128).toString('hex')}x`, 422],
  ])('of %s are judged by length alone [V6.2.1] [V6.2.5] [V6.2.9]', async (_what, word, status) => {
    expect((await register(word)).status).toBe(status)
  })

  test('are verified as they were typed, all of them [V6.2.8]', async () => {
    const word = `Heron ${'weir and otter '.repeat(6)}reed`
    const address = await personWith(word)
    for (const other of [
      `${word} `,
      ` ${word}`,
      word.toLowerCase(),
      `${word.slice(0, -1)}s`,
      word.slice(0, 72),
    ])
      expect((await login(address, other)).status).toBe(401)
    expect((await login(address, word)).status).toBe(200)
  })

  test('grow old without having to be changed [V6.2.10]', async () => {
    const { email: address } = await room.signIn()
    await room.alter(
      `update users set created_at = now() - interval '400 days', updated_at = now() - interval '400 days',
        verified_at = now() - interval '400 days' where email = $1`,
      address,
    )
    expect((await login(address)).status).toBe(200)
  })

  test.each(['hint', 'secretQuestion', 'secretAnswer'])('come with no %s [V6.4.2]', async (extra) => {
    expect((await register('the heron waits by the weir', { [extra]: 'my dog' })).status).toBe(422)
  })

  test('rest as scrypt with salts of their own, under a pepper [V11.4.2]', async () => {
    const all = [await stored((await room.signIn()).email), await stored((await room.signIn()).email)]
    const parsed = all.map((text) => /^\$scrypt\$ln=14,r=8,p=5,k=k1\$([\w-]{22})\$[\w-]{80}$/.exec(text)?.[1])
    expect(parsed.every(Boolean)).toBe(true)
    expect(new Set(parsed).size).toBe(2)
  })

  describe('under a new pepper', () => {
    const fresh: Key = { kid: 'k2', bytes: new Uint8Array(randomBytes(32)) }
    const under = (keep: boolean): Partial<Ports> => {
      const { config } = room.ports
      const pepper: [Key, ...Key[]] = keep ? [fresh, ...config.keys.pepper] : [fresh]
      return { config: { ...config, keys: { ...config.keys, pepper } } }
    }

    test('open while the old one is kept, and are hashed anew by that', async () => {
      const { email: address, user } = await room.signIn()
      expect((await login(address, password, under(true))).status).toBe(200)
      await room.settle()
      expect(await stored(address)).toContain(',k=k2$')
      expect((await login(address, password, under(false))).status).toBe(200)
      const events = await room.rows(
        `select outcome from audit_logs where action = 'auth.password.rehashed' and entity_id = $1`,
        user.id,
      )
      expect(events).toEqual([{ outcome: 'success' }])
    })

    test('are not hashed anew by a wrong one', async () => {
      const { email: address } = await room.signIn()
      expect((await login(address, `${password}!`, under(true))).status).toBe(401)
      await room.settle()
      expect(await stored(address)).toContain(',k=k1$')
    })

    test('open nothing once the old one is gone: the same answer, the same work', async () => {
      const { email: address } = await room.signIn()
      const before = hashes()
      const right = await login(address, password, under(false))
      const between = hashes()
      expect(right).toEqual(await login(email(), password, under(false)))
      expect([right.status, between - before, hashes() - between]).toEqual([401, 1, 1])
    })
  })
})
