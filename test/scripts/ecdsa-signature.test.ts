/** What stands in for ASN.1 in the bundle reads each signature as the library does, and nothing else. */
import { createRequire } from 'node:module'
import { AsnParser } from '@peculiar/asn1-schema'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const ours: { parse(bytes: Uint8Array): { r: Uint8Array; s: Uint8Array } } = createRequire(import.meta.url)(
  '../../scripts/ecdsa-signature.cjs',
).AsnParser

const integer = (bytes: readonly number[]) => [0x02, bytes.length, ...bytes]
const sequence = (...parts: readonly number[][]) => [0x30, parts.flat().length, ...parts.flat()]

describe('an ES256 signature', () => {
  test('is read as the library reads it', async () => {
    const { ECDSASigValue } = await import('@peculiar/asn1-ecc')
    const number = fc
      .tuple(fc.integer({ min: 0, max: 127 }), fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 32 }))
      .map(([first, rest]) => [first, ...rest])
      // DER: no zero in front but to keep a number positive (X.690 §8.3.2).
      .filter(([first, second]) => first !== 0 || second === undefined || second > 127)
    fc.assert(
      fc.property(number, number, (r, s) => {
        const bytes = Uint8Array.from(sequence(integer(r), integer(s)))
        const theirs = AsnParser.parse(bytes, ECDSASigValue)
        const { r: ourR, s: ourS } = ours.parse(bytes)
        expect([[...ourR], [...ourS]]).toEqual([[...new Uint8Array(theirs.r)], [...new Uint8Array(theirs.s)]])
      }),
      { numRuns: 1_000 },
    )
  })

  const one = integer([1])
  test.each<[what: string, bytes: number[]]>([
    ['nothing', []],
    ['a tag alone', [0x30]],
    ['another tag', [0x31, 6, ...one, ...one]],
    ['one number', sequence(one)],
    ['three numbers', sequence(one, one, one)],
    ['something behind it', [...sequence(one, one), 0]],
    ['a number without bytes', sequence(integer([]), one)],
    ['a number longer than what is there', [0x30, 6, 0x02, 9, 1, 0x02, 1, 1]],
    ['a sequence longer than what is there', [0x30, 7, ...one, ...one]],
    ['a length of more than one byte', [0x30, 0x81, 6, ...one, ...one]],
    ['a length that is not said', [0x30, 0x80, ...one, ...one, 0, 0]],
  ])('is not %s', (_what, bytes) => {
    expect(() => ours.parse(Uint8Array.from(bytes))).toThrow('This is no ECDSA signature.')
  })
})
