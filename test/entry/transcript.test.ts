/** The measure itself: what it must overlook, and what it must see. Without this, two blind transcripts would agree. */
import { describe, expect, test } from 'vitest'
import { exchangeOf, normaliser } from './transcript.ts'
import type { Received } from './wire.ts'

const id = '01a0b0c0-0000-7000-8000-00000000000'
const token = (end: string) => `hf_s_${end.padStart(49, 'x')}`

const answer = (body: string, headers: Received['headers'] = {}, status = 200): Received => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: Buffer.from(body),
})

const read = (...answers: readonly Received[]) => {
  const normalise = normaliser()
  return answers.map((received) => exchangeOf('GET /', received, normalise))
}

const at = (moment: string) => answer(`{"createdAt":"${moment}"}`)
const left = (ratelimit: string) => answer('{}', { ratelimit })

describe('a transcript overlooks', () => {
  test.each<[what: string, one: Received[], other: Received[]]>([
    ['which ids were given', [answer(`["${id}1","${id}2"]`)], [answer(`["${id}3","${id}4"]`)]],
    ['which token it is', [answer(`"${token('a')}"`)], [answer(`"${token('b')}"`)]],
    [
      'which secret it is',
      [answer(`{"secret":"whsec_${'a'.repeat(43)}="}`)],
      [answer(`{"secret":"whsec_${'b/'.repeat(21)}b="}`)],
    ],
    ['when it was', [at('2026-01-01T00:00:00.000Z')], [at('2026-12-31T23:59:59.999Z')]],
    ['how much is left of a limit', [left('"address";r=9;t=60')], [left('"address";r=7;t=3')]],
    [
      'whose connection it is',
      [answer('1', { date: 'a', server: 'x' })],
      [answer('1', { connection: 'close' })],
    ],
  ])('%s', (_what, one, other) => expect(read(...one)).toEqual(read(...other)))
})

describe('a transcript sees', () => {
  test.each<[what: string, one: Received[], other: Received[]]>([
    ['another status', [answer('1')], [answer('1', {}, 201)]],
    ['a header that is missing', [answer('1', { etag: '"1"' })], [answer('1')]],
    ['a header that differs', [answer('1', { etag: '"1"' })], [answer('1', { etag: '"2"' })]],
    ['another limit', [left('"address";r=9;t=60')], [left('"login";r=9;t=60')]],
    ['a body that differs', [answer('{"a":1}')], [answer('{"a":"1"}')]],
    ['a time that is missing', [at('2026-01-01T00:00:00.000Z')], [answer('{"createdAt":null}')]],
    ['a time of another precision', [at('2026-01-01T00:00:00.000Z')], [at('2026-01-01T00:00:00Z')]],
    [
      'a checkout that is another one the second time',
      [answer(`["cs_test_${'0'.repeat(40)}","cs_test_${'0'.repeat(40)}"]`)],
      [answer(`["cs_test_${'0'.repeat(40)}","cs_test_${'1'.repeat(40)}"]`)],
    ],
    [
      'an id that is another one the second time',
      [answer(`["${id}1","${id}1"]`)],
      [answer(`["${id}1","${id}2"]`)],
    ],
    ['a long page that differs', [answer('x'.repeat(30_000))], [answer(`${'x'.repeat(29_999)}y`)]],
  ])('%s', (_what, one, other) => expect(read(...one)).not.toEqual(read(...other)))
})
