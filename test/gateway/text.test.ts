/** The contract, «Input»: text in one form, without what cannot be seen, and never without an end. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type House, openHouse, type Person } from '../support/house.ts'

let house: House
let ada: Person

beforeAll(async () => {
  house = await openHouse()
  ada = await house.signIn()
})
afterAll(() => house?.close())

const create = (body: object | string) => house.send('POST', '/v1/customers', body, ada.token)

interface Problem {
  readonly errors?: readonly { readonly pointer: string; readonly code: string }[]
}

const faults = async (response: Response) =>
  ((await response.json()) as Problem).errors?.map(({ pointer, code }) => `${pointer} ${code}`)

test('text is kept in its composed form (NFC), wherever it is read again', async () => {
  const made = await create({ name: 'Zoe\u0308 Å\u0338', notes: 'e\u0301\r\nline' })
  const row = (await made.json()) as { id: string }
  const read = await house.send('GET', `/v1/customers/${row.id}`, undefined, ada.token)
  expect(await read.json()).toMatchObject({ name: 'Zo\u00eb \u00c5\u0338', notes: '\u00e9\nline' })
})

describe('text without a place in the world', () => {
  test.each([
    ['NUL', '"a\\u0000b"', 'control_character'],
    ['a bell', '"a\\u0007b"', 'control_character'],
    ['a line break in a line', '"a\\nb"', 'control_character'],
    ['DEL', '"a\\u007fb"', 'control_character'],
    ['a C1 control', '"a\\u0085b"', 'control_character'],
    ['half a pair', '"a\\ud800b"', 'not_well_formed'],
    ['the other half', '"\\udc00"', 'not_well_formed'],
    ['too many characters', `"${'x'.repeat(201)}"`, 'length'],
    ['too many of the wide ones', `"${'😀'.repeat(201)}"`, 'length'],
    ['nothing but spaces', '"   "', 'length'],
  ])('%s is 422 [V1.3.3]', async (_what, name, code) => {
    const response = await create(`{"name":${name}}`)
    expect([response.status, await faults(response)]).toEqual([422, [`#/name ${code}`]])
  })

  test.each(['\\u0000', '\\u001b', '\\ud800'])('also in prose: %s', async (char) => {
    expect((await create(`{"name":"A","notes":"a${char}b"}`)).status).toBe(422)
  })

  test('characters are counted as a person counts them, not in halves', async () => {
    expect((await create({ name: '😀'.repeat(200) })).status).toBe(201)
  })
})

describe('an email address has one spelling', () => {
  test.each([
    [' Ada@Example.COM ', 'ada@example.com'],
    ['ada+tag@example.com', 'ada+tag@example.com'],
    ['u\u0308ber@example.com', '\u00fcber@example.com'],
    ['ada@bücher.example', 'ada@xn--bcher-kva.example'],
    ['ada@BU\u0308CHER.example', 'ada@xn--bcher-kva.example'],
    ['ada@xn--bcher-kva.example', 'ada@xn--bcher-kva.example'],
    ['ada@例え.example', 'ada@xn--r8jz45g.example'],
  ])('%s → %s', async (typed, kept) => {
    const response = await create({ name: 'A', email: typed })
    expect([response.status, await response.json()]).toMatchObject([201, { email: kept }])
    const found = await house.send(
      'GET',
      `/v1/customers?email=${encodeURIComponent(typed)}`,
      undefined,
      ada.token,
    )
    const { data } = (await found.json()) as { data: { email: string }[] }
    expect(data.length).toBeGreaterThan(0)
    expect(new Set(data.map(({ email }) => email))).toEqual(new Set([kept]))
  })

  test.each([
    ['a Cyrillic а', 'аda@example.com', 'look_alike'],
    ['a Cyrillic domain that looks Latin', 'ada@аррӏе.example', 'look_alike'],
    ['two alphabets in one label', 'ada@exаmple.com', 'look_alike'],
    ['fullwidth letters', 'ａda@example.com', 'look_alike'],
    ['the Kelvin sign', 'Kelvin@example.com'.replace('K', '\u212a'), 'look_alike'],
    ['a zero-width space', 'a\u200bda@example.com', 'invisible_character'],
    ['a soft hyphen', 'ada@exam\u00adple.com', 'invisible_character'],
    ['a zero-width joiner', 'ada\u200d@example.com', 'invisible_character'],
    ['a change of direction', '\u202eada@example.com', 'invisible_character'],
    ['a byte order mark', '\ufeffada@example.com', 'invisible_character'],
    ['a newline', 'ada@example.com\nBcc: eve@example.com', 'invisible_character'],
    ['no at', 'ada.example.com', 'invalid_format'],
    ['two of them', 'ada@eve@example.com', 'invalid_format'],
    ['no host', 'ada@', 'invalid_format'],
    ['a bare host', 'ada@localhost', 'invalid_format'],
    ['an address of a machine', 'ada@[127.0.0.1]', 'invalid_format'],
    ['a name in front', 'Ada <ada@example.com>', 'invalid_format'],
    ['a quoted name', '"a b"@example.com', 'invalid_format'],
    [
      'more than 254 characters',
      `${'a'.repeat(64)}@${'b'.repeat(60)}.${'c'.repeat(63)}.${'d'.repeat(63)}.example`,
      'invalid_format',
    ],
  ])('%s is 422 [V1.3.11]', async (_what, email, code) => {
    for (const sent of [
      create({ name: 'A', email }),
      house.send('POST', '/v1/auth/register', { email, password: 'kelp holds on to rock' }),
    ]) {
      const response = await sent
      expect([response.status, await faults(response)]).toEqual([422, [`#/email ${code}`]])
    }
  })
})

describe('a query', () => {
  test.each([
    ['a key twice', '?limit=1&limit=2'],
    ['a key twice, in two spellings', '?limit=1&%6cimit=2'],
    ['an unknown key', '?colour=red'],
    ['__proto__', '?__proto__=1'],
    ['constructor', '?constructor=1'],
    ['toString', '?toString=1'],
    ['NUL', '?name=a%00b'],
    ['no number', '?limit=ten'],
    ['too large a number', '?limit=101'],
    ['a number with an exponent', '?limit=1e1'],
    ['no number at all', '?limit='],
    ['a filter that is no filter', '?notes=x'],
    ['an operator that is none', '?name[like]=x'],
    ['more than anybody asks', `?cursor=${'x'.repeat(8_192)}`],
    ['an order that is none', '?sort=notes'],
  ])('with %s is 422 [V15.3.7]', async (_what, query) => {
    const response = await house.send('GET', `/v1/customers${query}`, undefined, ada.token)
    expect([response.status, await response.json()]).toMatchObject([422, { code: 'validation' }])
  })

  test.each(['/livez', '/v1/me', '/v1/auth/sessions'])(
    'is not taken where none is known: %s',
    async (path) => {
      const response = await house.send('GET', `${path}?colour=red`, undefined, ada.token)
      expect([response.status, await faults(response)]).toEqual([422, ['#/query unknown_key']])
    },
  )
})
