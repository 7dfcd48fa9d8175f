/** The contract, «Input»: how a body must come, and what it may not hold. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { maxBodyBytes } from '../../src/gateway/body-limit.ts'
import { type House, openHouse, type Person } from '../support/house.ts'

let house: House
let ada: Person
let customer: string

beforeAll(async () => {
  house = await openHouse()
  ada = await house.signIn()
  const made = await house.send('POST', '/v1/customers', { name: 'Ada' }, ada.token)
  customer = `/v1/customers/${((await made.json()) as { id: string }).id}`
})
afterAll(() => house?.close())

const rows = async () => {
  const text = 'select count(*)::int as n from customers'
  return (await house.ports.database.query({ text, params: [] }))[0]?.n
}

const post = (body: RequestInit['body'], headers: Record<string, string> = {}) =>
  house.fetch('/v1/customers', {
    method: 'POST',
    headers: { authorization: `Bearer ${ada.token}`, ...headers },
    body: body ?? null,
    duplex: 'half',
  } as RequestInit)

const patch = (type: string, body: string) =>
  house.send('PATCH', customer, body, ada.token, { 'content-type': type, 'if-match': '*' })

const json = { 'content-type': 'application/json' }

describe('the media type', () => {
  test.each([
    'application/json',
    'Application/JSON',
    'application/json;charset=utf-8',
    'application/json; charset=UTF-8',
    'application/json; charset="utf-8"',
    'application/json ; charset=utf-8',
    'application/json;',
    'application/json; profile=x',
  ])('%s is taken, body and all', async (type) => {
    const response = await post('{"name":"Taken"}', { 'content-type': type })
    expect([response.status, ((await response.json()) as { name: string }).name]).toEqual([201, 'Taken'])
  })

  test.each([
    ['', '{"name":"A"}'],
    ['text/plain', '{"name":"A"}'],
    ['text/json', '{"name":"A"}'],
    ['application/x-www-form-urlencoded', 'name=A'],
    ['multipart/form-data; boundary=a', '--a--'],
    ['application/merge-patch+json', '{"name":"A"}'],
    ['application/problem+json', '{"name":"A"}'],
    ['application/jsonp', '{"name":"A"}'],
    ['application/json, text/plain', '{"name":"A"}'],
    ['application/json; charset=utf-16', '{"name":"A"}'],
    ['application/json; charset=iso-8859-1', '{"name":"A"}'],
    ['application/json; charset=utf-8; charset=utf-7', '{"name":"A"}'],
  ])('«%s» is refused [V3.5.2] [V1.5.1] [V5.2.2]', async (type, body) => {
    const before = await rows()
    const response = await post(new TextEncoder().encode(body), type ? { 'content-type': type } : {})
    expect([response.status, await response.json()]).toMatchObject([415, { code: 'unsupported-media-type' }])
    expect(await rows()).toBe(before)
  })

  test('a coding of the content is refused, for it would be read as what it is not [V5.2.3]', async () => {
    const response = await post('{"name":"A"}', { ...json, 'content-encoding': 'gzip' })
    expect(response.status).toBe(415)
    expect((await post('{"name":"A"}', { ...json, 'content-encoding': 'identity' })).status).toBe(201)
  })

  test.each([
    'application/json',
    'application/merge-patch+json',
    'application/merge-patch+json; charset=utf-8',
  ])('PATCH takes %s: null clears, absent leaves', async (type) => {
    expect((await patch(type, '{"notes":"long","email":"a@example.com"}')).status).toBe(200)
    const response = await patch(type, '{"notes":null}')
    const row = { name: 'Ada', notes: null, email: 'a@example.com' }
    expect([response.status, await response.json()]).toMatchObject([200, row])
  })
})

describe('the size', () => {
  /** A customer in exactly so many bytes of JSON. */
  const padded = (bytes: number) => '{"name":"Padded"}'.padEnd(bytes, ' ')
  const chunked = (text: string, size = 10_000) => {
    const bytes = new TextEncoder().encode(text)
    let at = 0
    return new ReadableStream({
      pull(controller) {
        if (at >= bytes.length) return controller.close()
        controller.enqueue(bytes.slice(at, at + size))
        at += size
      },
    })
  }
  const declared = (text: string) => ({ ...json, 'content-length': String(text.length) })

  test('262,144 bytes are taken, one more is not: declared, undeclared and in pieces [V5.2.1]', async () => {
    const fits = padded(maxBodyBytes)
    const large = padded(maxBodyBytes + 1)
    expect(maxBodyBytes).toBe(262_144)
    expect((await post(fits, declared(fits))).status).toBe(201)
    expect((await post(fits, json)).status).toBe(201)
    expect((await post(chunked(fits), json)).status).toBe(201)
    expect((await post(large, declared(large))).status).toBe(413)
    expect((await post(large, json)).status).toBe(413)
    expect((await post(chunked(large), json)).status).toBe(413)
  })

  test.each(['POST /v1/auth/logout', 'DELETE /v1/auth/sessions'])(
    'is limited also where no body is read: %s',
    async (call) => {
      const [method = '', path = ''] = call.split(' ')
      const response = await house.fetch(path, {
        method,
        headers: { authorization: `Bearer ${ada.token}`, 'content-length': String(maxBodyBytes + 1) },
      })
      expect([response.status, await response.json()]).toMatchObject([413, { code: 'too-large' }])
      expect((await house.send('GET', '/v1/me', undefined, ada.token)).status).toBe(200)
    },
  )

  test('a stream without an end is left at the limit', async () => {
    let pulled = 0
    const endless = new ReadableStream({
      pull(controller) {
        pulled += 10_000
        controller.enqueue(new Uint8Array(10_000).fill(32))
      },
    })
    expect((await post(endless, json)).status).toBe(413)
    expect(pulled).toBeLessThan(maxBodyBytes + 50_000)
  })

  test('bytes are counted, not characters', async () => {
    const text = `{"name":"A","notes":"${'é'.repeat(131_100)}"}`
    expect(text.length).toBeLessThan(maxBodyBytes)
    expect((await post(text, json)).status).toBe(413)
  })
})

describe('the JSON', () => {
  const nested = (depth: number) => `{"name":"A","x":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`

  test('nests 32 levels, and not 33', async () => {
    expect((await post(nested(32), json)).status).toBe(422) // read, and `x` is not known
    expect((await post(nested(33), json)).status).toBe(400)
  })

  test.each([
    ['nothing', ''],
    ['half of it', '{"name":"A"'],
    ['two of them', '{"name":"A"}{"name":"B"}'],
    ['a comma too many', '{"name":"A",}'],
    ['no quotes', '{name:"A"}'],
    ['not a number', '{"name":"A","notes":NaN}'],
    ['a comment', '{"name":"A"/**/}'],
    ['a bare control character', '{"name":"A\nB"}'],
    ['a key twice', '{"name":"A","name":"B"}'],
    ['a key twice in two spellings', '{"name":"A","n\\u0061me":"B"}'],
    ['a key twice further in', '{"name":"A","address":{"city":"A","city":"B"}}'],
    ['bytes that are no UTF-8', new Uint8Array([0x7b, 0x22, 0x61, 0xff, 0x22, 0x7d])],
    ['depth without end', '['.repeat(100_000)],
  ])('%s is 400', async (_what, body) => {
    const before = await rows()
    const response = await post(body, json)
    expect([response.status, await response.json()]).toMatchObject([400, { code: 'malformed' }])
    expect(await rows()).toBe(before)
  })

  test.each([
    ['null', 'null'],
    ['a list', '[]'],
    ['a text', '"name"'],
    ['an unknown key', '{"name":"A","nickname":"B"}'],
    ['an unknown key further in', '{"name":"A","address":{"planet":"B"}}'],
    ['__proto__', '{"name":"A","__proto__":{"admin":true}}'],
    ['constructor', '{"name":"A","constructor":{"prototype":{}}}'],
    ['id', `{"name":"A","id":"${crypto.randomUUID()}"}`],
    ['createdAt', '{"name":"A","createdAt":"2020-01-01T00:00:00.000Z"}'],
    ['createdBy', `{"name":"A","createdBy":"${crypto.randomUUID()}"}`],
    ['updatedAt', '{"name":"A","updatedAt":"2020-01-01T00:00:00.000Z"}'],
    ['version', '{"name":"A","version":9}'],
    ['deletedAt', '{"name":"A","deletedAt":null}'],
    ['ownerId', `{"name":"A","ownerId":"${crypto.randomUUID()}"}`],
    ['owner_id', `{"name":"A","owner_id":"${crypto.randomUUID()}"}`],
    ['role', '{"name":"A","role":"admin"}'],
  ])('%s is 422', async (_what, body) => {
    const before = await rows()
    const response = await post(body, json)
    expect([response.status, await response.json()]).toMatchObject([422, { code: 'validation' }])
    expect(await rows()).toBe(before)
  })
})
