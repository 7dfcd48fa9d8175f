import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AppError } from '../../src/core/errors.ts'
import type { Keys } from '../../src/store/cipher.ts'
import { openCursor, sealCursor } from '../../src/store/cursor.ts'

const key = (kid: string) => ({ kid, bytes: new Uint8Array(randomBytes(32)) })
const [old, current] = [key('k1'), key('k2')]
const keys: Keys = [current, old]
const cursor = sealCursor(keys, 'invoices', ['Ada', null, 7])

describe('a cursor', () => {
  test('opens for what it was made for, and is the same for the same place', () => {
    expect(openCursor(keys, 'invoices', cursor)).toEqual(['Ada', null, 7])
    expect(sealCursor(keys, 'invoices', ['Ada', null, 7])).toBe(cursor)
    expect(openCursor(keys, 'invoices', sealCursor([old], 'invoices', [1]))).toEqual([1])
  })

  test('can stand in a URL and says nothing to who reads it', () => {
    expect(cursor).toMatch(/^[\w-]+$/)
    expect(Buffer.from(cursor, 'base64url').toString()).not.toContain('Ada')
  })

  test.each([
    ['for something else', 'customers', cursor],
    ['of somebody else’s key', 'invoices', sealCursor([key('k2')], 'invoices', ['Ada', null, 7])],
    ['that is empty', 'invoices', ''],
    ['that is no cursor', 'invoices', 'eyJhIjoxfQ'],
    ['that is padded', 'invoices', `${cursor}=`],
    ['with a blank', 'invoices', `${cursor} `],
    ['that is cut', 'invoices', cursor.slice(0, -1)],
    ['that goes on', 'invoices', `${cursor}A`],
    ['twice', 'invoices', cursor + cursor],
    ['of any length', 'invoices', 'A'.repeat(100_000)],
  ])('%s is refused', (_what, about, text) => {
    expect(() => openCursor(keys, about, text)).toThrow(new AppError('invalid-cursor'))
  })

  test('with a single character changed is refused [V9.1.1] [V1.5.2]', () => {
    fc.assert(
      fc.property(fc.nat(cursor.length - 1), fc.constantFrom(...'Aa0_-'), (at, char) => {
        fc.pre(cursor[at] !== char)
        const other = cursor.slice(0, at) + char + cursor.slice(at + 1)
        expect(() => openCursor(keys, 'invoices', other)).toThrow(AppError)
      }),
    )
  })
})
