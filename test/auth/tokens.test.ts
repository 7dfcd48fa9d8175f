import { describe, expect, test } from 'vitest'
import { clearedSessionCookie, sessionCookie } from '../../src/auth/cookie.ts'
import { csrfToken, verifyCsrf } from '../../src/auth/csrf.ts'
import { permissions, permits } from '../../src/auth/permissions.ts'
import { mint, readToken, referenceOf, sessionKey, type TokenPurpose } from '../../src/auth/tokens.ts'
import { roles } from '../../src/core/actor.ts'
import { sha256 } from '../../src/core/bytes.ts'
import type { KeyRing } from '../../src/core/keys.ts'

const purposes: readonly TokenPurpose[] = ['s', 'k', 'v', 'r', 'c', 'i']

describe('a token', () => {
  test('is 256 random bits, a purpose and a checksum, and only its hash is kept [V7.2.3] [V11.5.1] [V11.4.3]', () => {
    const { token, hash } = mint('s')
    expect(token).toMatch(/^hf_s_[A-Za-z0-9_-]{43}[A-Za-z0-9_-]{6}$/)
    expect(hash).toBe(sha256(token))
    expect(readToken(token, 's')).toBe(hash)
    expect(sessionKey(hash)).toBe(`session:${hash}`)
    expect(new Set(Array.from({ length: 5000 }, () => mint('s').token)).size).toBe(5000)
  })

  test.each(['0', '1', '4294967296', '9223372036854775807'])(
    'may refer to %s, and is as random',
    (reference) => {
      const tokens = Array.from({ length: 100 }, () => mint('v', reference))
      for (const { token, hash } of tokens) {
        expect(readToken(token, 'v')).toBe(hash)
        expect(referenceOf(token)).toBe(reference)
      }
      expect(new Set(tokens.map(({ token }) => token)).size).toBe(100)
      expect(BigInt(referenceOf(mint('v').token))).toBeLessThan(2n ** 63n)
    },
  )

  test('is accepted in no place but its own [V7.2.2] [V9.2.2]', () => {
    for (const made of purposes)
      for (const wanted of purposes)
        expect(readToken(mint(made).token, wanted) !== undefined).toBe(made === wanted)
  })

  test('is refused with any one character changed, dropped or added', () => {
    const { token } = mint('s')
    for (let at = 0; at < token.length; at++) {
      const other = token[at] === 'A' ? 'B' : 'A'
      expect(readToken(token.slice(0, at) + other + token.slice(at + 1), 's')).toBeUndefined()
      expect(readToken(token.slice(0, at) + token.slice(at + 1), 's')).toBeUndefined()
      expect(readToken(`${token.slice(0, at)}A${token.slice(at)}`, 's')).toBeUndefined()
    }
  })

  test.each([
    '',
    'hf_s_',
    `hf_s_${'A'.repeat(49)}`,
    ` ${mint('s').token}`,
    `${mint('s').token}\n`,
    'x'.repeat(100_000),
  ])('is not %j', (text) => {
    expect(readToken(text, 's')).toBeUndefined()
  })
})

describe('a CSRF token', () => {
  const ring = (...bytes: number[]) =>
    ({
      csrf: bytes.map((byte) => ({ kid: `k${byte}`, bytes: new Uint8Array(32).fill(byte) })),
    }) as unknown as KeyRing

  test('belongs to one session, and outlives a rotation of the key', () => {
    const [one, two] = [mint('s').hash, mint('s').hash]
    const token = csrfToken(ring(1), one)
    expect(verifyCsrf(ring(1), one, token)).toBe(true)
    expect(verifyCsrf(ring(2, 1), one, token)).toBe(true)
    expect(verifyCsrf(ring(1), two, token)).toBe(false)
    expect(verifyCsrf(ring(2), one, token)).toBe(false)
    for (const wrong of ['', token.slice(1), `${token}A`, one])
      expect(verifyCsrf(ring(1), one, wrong)).toBe(false)
  })
})

test('the session cookie is for this host, over TLS, and out of reach of scripts [V3.3.1] [V3.3.3] [V3.3.4]', () => {
  expect(sessionCookie('t')).toBe('__Host-sid=t; Secure; HttpOnly; SameSite=Lax; Path=/')
  expect(clearedSessionCookie()).toBe('__Host-sid=; Max-Age=0; Secure; HttpOnly; SameSite=Lax; Path=/')
})

describe('permissions', () => {
  const asked = [
    'self:me:update',
    'domain:invoices:update',
    'users:read',
    'users:update',
    'audit-logs:read',
    'audit-logs:export',
    'operations:jobs',
  ]

  test('are these, and no more', () => {
    const table = roles.map((role) => [role, asked.filter((permission) => permits(role, permission))])
    expect(Object.fromEntries(table)).toEqual({
      member: ['self:me:update', 'domain:invoices:update'],
      auditor: ['self:me:update', 'users:read', 'audit-logs:read'],
      admin: asked,
    })
  })

  test('are refused to everybody where the table does not name them', () => {
    for (const role of roles)
      for (const permission of ['', '*', 'domain', 'domainx:y', 'users', 'other:thing'])
        expect(permits(role, permission)).toBe(false)
    expect(permits('auditor', 'users:readers')).toBe(false)
    expect(Object.values(permissions).flat()).not.toContain('*')
  })
})
