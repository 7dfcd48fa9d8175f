/** What is sent wrongly is refused, says where, and is never repeated. */
import { expect } from 'vitest'
import { expectProblem, type Family } from '../scenario.ts'
import { customerOf, line } from './books.ts'

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`

export const input: Family = [
  {
    name: 'reads a body as strict JSON, or not at all',
    async play({ send, person }) {
      const { token } = await person('ada')
      const bodies: readonly (string | Uint8Array)[] = [
        '',
        '{',
        '{"name":"a",}',
        "{'name':'a'}",
        'name=a',
        '{"name":"a","name":"b"}',
        '{"name":"a","n\\u0061me":"b"}',
        `{"name":${nested(32)}}`,
        '{"name":NaN}',
        '\ufeff{"name":"a"}x',
        new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
      ]
      for (const body of bodies)
        expectProblem(await send(400, 'POST /v1/customers', { token, body }), 'malformed')
    },
  },
  {
    name: 'takes text that is text',
    async play({ send, person }) {
      const { token } = await person('ada')
      const faulty = [
        '"a\\u0000b"',
        '"a\\ud800b"',
        '"a\\u0007b"',
        '"a\\nb"',
        '"  "',
        `"${'x'.repeat(2_000)}"`,
      ]
      for (const name of faulty) {
        const answer = await send(422, 'POST /v1/customers', { token, body: `{"name":${name}}` })
        expectProblem(answer, 'validation')
        expect(answer.at('errors.0.pointer')).toBe('#/name')
      }
      const made = await send(201, 'POST /v1/customers', { token, body: { name: ' Cafe\u0301 🪸 ' } })
      expect(made.at('name')).toBe('Café 🪸')
    },
  },
  {
    name: 'names every fault by its place',
    async play({ send, person }) {
      const { token } = await person('ada')
      const bodies: readonly (readonly [body: unknown, pointer: string])[] = [
        [{ name: 7 }, '#/name'],
        [{}, '#/name'],
        [[], '#'],
        ['null', '#'],
        ['"text"', '#'],
        [{ name: 'a', secretNickname: 'b' }, '#'],
        ['{"name":"a","__proto__":{"role":"admin"}}', '#'],
        [{ name: 'a', email: 'no address' }, '#/email'],
        [
          { name: 'a', address: { line1: 'x', city: 'y', postalCode: 'z', country: 'XX' } },
          '#/address/country',
        ],
        [{ name: 'a', address: { line1: 'x' } }, '#/address/city'],
      ]
      for (const [body, pointer] of bodies) {
        const answer = await send(422, 'POST /v1/customers', { token, body })
        expectProblem(answer, 'validation')
        expect(answer.at('errors.0.pointer')).toBe(pointer)
        expect(answer.body.toString()).not.toMatch(/secretNickname|no address|admin/)
      }
    },
  },
  {
    name: 'accepts no reserved column from a client',
    async play(client) {
      const { send, person } = client
      const ada = await person('ada')
      const customerId = await customerOf(client, ada)
      const columns = [
        'id',
        'ownerId',
        'createdAt',
        'updatedAt',
        'createdBy',
        'version',
        'deletedAt',
        'status',
        'number',
        'total',
      ]
      for (const column of columns) {
        const body = { customerId, currency: 'EUR', lines: [line(1)], [column]: null }
        expectProblem(await send(422, 'POST /v1/invoices', { token: ada.token, body }), 'validation')
      }
    },
  },
  {
    name: 'takes no invoice that cannot be added up',
    async play(client) {
      const { send, person } = client
      const ada = await person('ada')
      const customerId = await customerOf(client, ada)
      const good = { customerId, currency: 'EUR', lines: [line(100)] }
      const faulty: readonly (readonly [part: object, pointer: string])[] = [
        [{ currency: 'EURO' }, '#/currency'],
        [{ currency: 'XXQ' }, '#/currency'],
        [{ customerId: 'me' }, '#/customerId'],
        [{ lines: [] }, '#/lines'],
        [{ lines: [line(1.5)] }, '#/lines/0/unitAmount'],
        [{ lines: [line(2 ** 53)] }, '#/lines/0/unitAmount'],
        [{ lines: [line(1), line(1, 0)] }, '#/lines/1/quantity'],
        [{ lines: [line(1, 0.0001)] }, '#/lines/0/quantity'],
        [{ lines: [line(1, 1, -1)] }, '#/lines/0/taxRate'],
        [{ lines: [{ ...line(1), description: '' }] }, '#/lines/0/description'],
        [{ dueOn: '2026-02-30' }, '#/dueOn'],
      ]
      for (const [part, pointer] of faulty) {
        const answer = await send(422, 'POST /v1/invoices', { token: ada.token, body: { ...good, ...part } })
        expectProblem(answer, 'validation')
        expect(answer.at('errors.0.pointer')).toBe(pointer)
      }
    },
  },
  {
    name: 'takes JSON in UTF-8 and nothing else',
    async play({ send, person }) {
      const { token } = await person('ada')
      const ask = (expected: number, type: string, method = 'POST') =>
        send(expected, `${method} /v1/customers`, {
          token,
          body: '{"name":"Typed"}',
          headers: { 'content-type': type },
        })
      const refused = [
        'text/plain',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        'application/json; charset=latin1',
        'application/jsonp',
        'application/merge-patch+json',
        'json',
      ]
      for (const type of refused) expectProblem(await ask(415, type), 'unsupported-media-type')
      for (const type of [
        'application/json; charset=utf-8',
        'Application/JSON',
        'application/json;charset="UTF-8"',
      ])
        await ask(201, type)
    },
  },
  {
    name: 'refuses a body that is too large, however it arrives',
    async play({ send, person }) {
      const { token } = await person('ada')
      const body = JSON.stringify({ name: 'x'.repeat(256 * 1024) })
      const declared = { 'content-length': String(body.length) }
      const arriving = { 'transfer-encoding': 'chunked' }
      expectProblem(await send(413, 'POST /v1/customers', { token, body, headers: declared }), 'too-large')
      expectProblem(await send(413, 'POST /v1/customers', { token, body, headers: arriving }), 'too-large')
      const fits = JSON.stringify({ name: 'Fits' }).padEnd(256 * 1024)
      await send(201, 'POST /v1/customers', { token, body: fits })
    },
  },
  {
    name: 'takes an id in a path, and nothing that only looks like one',
    async play({ send, person }) {
      const { token } = await person('ada')
      for (const id of [
        '1',
        'me',
        '01900000-0000-7000-8000-00000000000g',
        '%00',
        '..%2f..',
        "'%20or%201=1",
      ]) {
        const answer = await send(422, `GET /v1/invoices/${id}`, { token })
        expectProblem(answer, 'validation')
        expect(answer.at('errors.0.pointer')).toBe('#/params/id')
      }
    },
  },
]
