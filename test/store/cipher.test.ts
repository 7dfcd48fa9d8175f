import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { blindIndex, type Keys, open, seal } from '../../src/store/cipher.ts'

const key = (kid: string) => ({ kid, bytes: new Uint8Array(randomBytes(32)) })
const old = key('k1')
const current = key('k2')
const keys: Keys = [current, old]
const place = { table: 'customers', column: 'email', row: '1' }

/** The text with one bit of its last part turned. */
function turned(sealed: string, at: number): string {
  const [kid, body = ''] = sealed.split(':')
  const bytes = Buffer.from(body, 'base64url')
  bytes[at < 0 ? bytes.length + at : at] = (bytes.at(at) ?? 0) ^ 1
  return `${kid}:${bytes.toString('base64url')}`
}

describe('a sealed value', () => {
  test.each(['', 'a', 'Größe 👩‍🚀', 'x'.repeat(100_000)])('opens as it was', (text) => {
    expect(open(keys, place, seal(keys, place, text))).toBe(text)
  })

  test('names its key, shows nothing of its text, and is never the same twice [V11.3.2]', () => {
    const sealed = seal(keys, place, 'ada@example.com')
    expect(sealed).toMatch(/^k2:[\w-]+$/)
    expect(sealed).not.toBe(seal(keys, place, 'ada@example.com'))
  })

  test('of an older key still opens, and not without it [V11.2.2]', () => {
    const sealed = seal([old], place, 'x')
    expect(open(keys, place, sealed)).toBe('x')
    expect(() => open([current], place, sealed)).toThrow('No key of the ring opens customers.email')
  })

  const sealed = seal(keys, place, 'secret')
  test.each<[what: string, where: typeof place, text: string]>([
    ['in another row', { ...place, row: '2' }, sealed],
    ['in another column', { ...place, column: 'tax_id' }, sealed],
    ['in another table', { ...place, table: 'invoices' }, sealed],
    ['where two names run together', { table: 'customer', column: 'semail', row: '1' }, sealed],
    ['with another nonce', place, turned(sealed, 0)],
    ['with another text', place, turned(sealed, 13)],
    ['with another tag', place, turned(sealed, -1)],
    ['cut short', place, sealed.slice(0, 20)],
    ['under the name of another key', place, sealed.replace('k2', 'k1')],
    ['under a name that nobody knows', place, sealed.replace('k2', 'k9')],
    ['without any name', place, 'secret'],
    ['when empty', place, ''],
  ])('does not open %s, and the failure tells nothing of it [V11.3.3]', (_what, where, text) => {
    let message = ''
    expect(() => {
      try {
        open(keys, where, text)
      } catch (error) {
        message = String(error)
        throw error
      }
    }).toThrow()
    expect(message).not.toContain('secret')
  })
})

describe('a blind index', () => {
  test('is the same for equal values, under each key of the ring, the current first', () => {
    const found = blindIndex(keys, place, 'ada@example.com')
    expect(found).toEqual(blindIndex(keys, place, 'ada@example.com'))
    expect(found).toHaveLength(2)
    expect(found[1]).toBe(blindIndex([old], place, 'ada@example.com')[0])
  })

  test.each([
    ['another value', keys, place, 'bob@example.com'],
    ['another column', keys, { ...place, column: 'tax_id' }, 'ada@example.com'],
    ['another table', keys, { ...place, table: 'users' }, 'ada@example.com'],
    ['another key', [key('k2')] as const, place, 'ada@example.com'],
  ] as const)('differs for %s', (_what, ring, where, text) => {
    expect(blindIndex(ring, where, text)[0]).not.toBe(blindIndex(keys, place, 'ada@example.com')[0])
  })
})
