/** Rows that are made, read, changed and removed, each by its owner alone. */
import { expect } from 'vitest'
import { expectProblem, type Family } from '../scenario.ts'
import { customerOf, invoiceOf, line } from './books.ts'

const nowhere = '01900000-0000-7000-8000-000000000000'

export const collection: Family = [
  {
    name: 'makes a customer of a name alone',
    async play({ send, person }) {
      const { token } = await person('ada')
      const made = await send(201, 'POST /v1/customers', { token, body: { name: 'Kelp & Co.' } })
      expect(made.header('etag')).toBe('"1"')
      expect(made.header('location')).toBe(`/v1/customers/${made.at('id')}`)
      const read = await send(200, `GET ${made.header('location')}`, { token })
      expect(read.body).toEqual(made.body)
    },
  },
  {
    name: 'keeps what is sensitive and gives it back',
    async play({ send, person }) {
      const { token } = await person('ada')
      const address = { line1: 'Am Kai 1', city: 'Husum', postalCode: '25813', country: 'DE' }
      const body = {
        name: 'Tang GmbH',
        email: 'Rechnung@Tang.Example',
        taxId: 'DE123456789',
        address,
        notes: 'a\nb',
      }
      const made = await send(201, 'POST /v1/customers', { token, body })
      expect(made.at('email')).toBe('rechnung@tang.example')
      expect(made.at('address.city')).toBe('Husum')
      const path = `/v1/customers/${made.at('id')}`
      const read = await send(200, `GET ${path}`, { token })
      expect(read.body).toEqual(made.body)
      const headers = { 'if-match': '"1"', 'content-type': 'application/merge-patch+json' }
      const cleared = await send(200, `PATCH ${path}`, {
        token,
        headers,
        body: { email: null, address: null },
      })
      expect(cleared.body.toString()).toContain('"email":null')
      expect(cleared.at('taxId')).toBe('DE123456789')
    },
  },
  {
    name: 'computes what an invoice comes to',
    async play({ send, person, ...client }) {
      const ada = await person('ada')
      const customerId = await customerOf({ send, person, ...client }, ada)
      const lines = [line(333, 3), line(1999, 0.125, 700), line(5, 1, 0)]
      const body = { customerId, currency: 'EUR', lines, dueOn: '2027-01-31', notes: 'Thank you.' }
      const made = await send(201, 'POST /v1/invoices', { token: ada.token, body })
      expect(made.at('status')).toBe('draft')
      expect(Number(made.at('total'))).toBe(Number(made.at('subtotal')) + Number(made.at('tax')))
      expect(made.at('subtotal')).toBe('1254')
    },
  },
  {
    name: 'changes a row only on the version that was read',
    async play(client) {
      const { send, person } = client
      const ada = await person('ada')
      const path = `/v1/customers/${await customerOf(client, ada)}`
      const { token } = ada
      const change = (expected: number, name: string, ifMatch?: string) =>
        send(expected, `PATCH ${path}`, {
          token,
          body: { name },
          headers: ifMatch ? { 'if-match': ifMatch } : {},
        })
      expectProblem(await change(428, 'First'), 'precondition-required')
      expect((await change(200, 'Second', '"1"')).header('etag')).toBe('"2"')
      const stale = await change(412, 'Third', '"1"')
      expectProblem(stale, 'precondition-failed')
      expect(stale.header('etag')).toBe('"2"')
      for (const strange of ['W/"2"', '2', '"two"', '"99999999999"', ''])
        await change(412, 'Fourth', strange || '""')
      expect((await change(200, 'Fifth', '*')).header('etag')).toBe('"3"')
      expect((await send(200, `GET ${path}`, { token })).at('name')).toBe('Fifth')
    },
  },
  {
    name: 'tells a reader whose copy is fresh nothing but that',
    async play(client) {
      const { send, person } = client
      const ada = await person('ada')
      const { token } = ada
      const path = `/v1/invoices/${await invoiceOf(client, ada)}`
      for (const tag of ['"1"', 'W/"1"', '"7", "1"', '*']) {
        const fresh = await send(304, `GET ${path}`, { token, headers: { 'if-none-match': tag } })
        expect(fresh.body.length).toBe(0)
        expect(fresh.header('etag')).toBe('"1"')
      }
      await send(200, `GET ${path}`, { token, headers: { 'if-none-match': '"2"' } })
    },
  },
  {
    name: 'removes a row softly: nobody finds it any more',
    async play(client) {
      const { send, person } = client
      const ada = await person('ada')
      const { token } = ada
      const path = `/v1/customers/${await customerOf(client, ada, 'Gone Ltd.')}`
      await send(428, `DELETE ${path}`, { token })
      await send(412, `DELETE ${path}`, { token, headers: { 'if-match': '"7"' } })
      await send(204, `DELETE ${path}`, { token, headers: { 'if-match': '"1"' } })
      expectProblem(await send(404, `GET ${path}`, { token }), 'not-found')
      await send(404, `DELETE ${path}`, { token, headers: { 'if-match': '"2"' } })
      await send(404, `PATCH ${path}`, { token, headers: { 'if-match': '"2"' }, body: { name: 'Back' } })
    },
  },
  {
    name: 'answers for a stranger’s row as for one that never was',
    async play(client) {
      const { send, person } = client
      const [ada, grace] = [await person('ada'), await person('grace')]
      const theirs = await invoiceOf(client, ada)
      const { token } = grace
      const headers = { 'if-match': '"1"' }
      const ask = async (id: string) => [
        await send(404, `GET /v1/invoices/${id}`, { token }),
        await send(404, `PATCH /v1/invoices/${id}`, { token, headers, body: { notes: 'mine' } }),
        await send(404, `DELETE /v1/invoices/${id}`, { token, headers }),
        await send(404, `POST /v1/invoices/${id}/issue`, { token }),
      ]
      const anonymised = (answers: Awaited<ReturnType<typeof ask>>) =>
        answers.map((answer) => answer.body.toString().replace(/urn:uuid:[\w-]+/, ''))
      expect(anonymised(await ask(theirs))).toEqual(anonymised(await ask(nowhere)))
      await send(200, `GET /v1/invoices/${theirs}`, { token: ada.token })
    },
  },
  {
    name: 'takes no reference to a stranger’s row',
    async play(client) {
      const { send, person } = client
      const [ada, grace] = [await person('ada'), await person('grace')]
      for (const customerId of [await customerOf(client, ada), nowhere]) {
        const body = { customerId, currency: 'EUR', lines: [line(100)] }
        const answer = await send(422, 'POST /v1/invoices', { token: grace.token, body })
        expectProblem(answer, 'validation')
        expect(answer.at('errors.0.pointer')).toBe('#/customerId')
      }
    },
  },
  {
    name: 'lets nobody in without a credential',
    async play({ send }) {
      const asks: readonly (readonly [string, unknown?])[] = [
        ['GET /v1/customers'],
        ['POST /v1/customers', { name: 'Nobody' }],
        [`GET /v1/invoices/${nowhere}`],
        [`PATCH /v1/invoices/${nowhere}`, { notes: '' }],
        [`DELETE /v1/invoices/${nowhere}`],
        [`POST /v1/invoices/${nowhere}/issue`],
      ]
      for (const [asked, body] of asks) {
        const answer = await send(401, asked, { body })
        expectProblem(answer, 'unauthenticated')
      }
    },
  },
]
