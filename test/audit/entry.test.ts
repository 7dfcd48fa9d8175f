/** A commitment against what it is by definition, without a thought for speed. */
import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { commitmentOf, type LogRecord } from '../../src/audit/entry.ts'

const sha256 = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest()
const plain = (text: string | null) => (text === null ? Buffer.alloc(32) : sha256(Buffer.from(text)))

const recordOf = (parts: Partial<LogRecord>) => ({ commitment: null, ...parts }) as LogRecord

test('is the hash over the salt and the hashes of the parts, of which an absent one is zeros', () => {
  const text = fc.string({ unit: 'binary' })
  const parts = fc.record({
    salt: fc.uuid(),
    details: text,
    ip_address: fc.option(fc.ipV6()),
    user_agent: fc.option(text),
  })
  fc.assert(
    fc.property(parts, ({ salt, details, ip_address, user_agent }) => {
      const salted = Buffer.from(salt.replaceAll('-', ''), 'hex')
      const meant = sha256(salted, plain(details), plain(ip_address), plain(user_agent)).toString('hex')
      expect(commitmentOf(recordOf({ salt, details, ip_address, user_agent }))).toBe(meant)
    }),
  )
})

test('a salt that brings the hashes with it, and ends what comes behind, vouches for nothing else', () => {
  const salt = 'a1'.repeat(16)
  const rest = { ip_address: null, user_agent: null }
  const [details, zeros] = [sha256(Buffer.from('{}')).toString('hex'), '00'.repeat(64)]
  const meant = commitmentOf(recordOf({ salt, details: '{}', ...rest }))
  const forged = recordOf({ salt: `${salt}${details}${zeros}zz`, details: '{"forged": true}', ...rest })
  expect(commitmentOf(forged)).not.toBe(meant)
})
