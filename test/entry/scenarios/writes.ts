/** Retries, and the life of an invoice. */
import { expect } from 'vitest'
import { expectProblem, type Family } from '../scenario.ts'
import { customerOf, invoiceOf, line } from './books.ts'

export const writes: Family = [
  {
    name: 'does once what is asked twice with one key',
    async play(client) {
      const { send, person } = client
      const { token } = await person('ida')
      const headers = { 'idempotency-key': 'create-once' }
      const first = await send(201, 'POST /v1/customers', {
        token,
        headers,
        body: { name: 'Once', notes: 'n' },
      })
      expect(first.header('idempotency-replayed')).toBe('')
      const again = await send(201, 'POST /v1/customers', {
        token,
        headers,
        body: '{"notes":"n",  "name":"Once"}',
      })
      expect(again.header('idempotency-replayed')).toBe('true')
      expect(again.body).toEqual(first.body)
      expect(again.header('location')).toBe(first.header('location'))
      const other = await send(422, 'POST /v1/customers', { token, headers, body: { name: 'Twice' } })
      expectProblem(other, 'idempotency-mismatch')
      expect((await send(200, 'GET /v1/customers', { token })).count('data')).toBe(1)
    },
  },
  {
    name: 'keeps one person’s keys apart from another’s',
    async play({ send, person }) {
      const headers = { 'idempotency-key': 'shared' }
      for (const name of ['ada', 'grace']) {
        const { token } = await person(name)
        const answer = await send(201, 'POST /v1/customers', { token, headers, body: { name } })
        expect(answer.header('idempotency-replayed')).toBe('')
      }
    },
  },
  {
    name: 'replays a change, a refusal and a removal as they were',
    async play(client) {
      const { send, person } = client
      const ada = await person('ada')
      const { token } = ada
      const path = `/v1/customers/${await customerOf(client, ada)}`
      const twice = async (status: number, ask: string, key: string, ifMatch: string, body?: unknown) => {
        const headers = { 'idempotency-key': key, 'if-match': ifMatch }
        const first = await send(status, ask, { token, headers, body })
        const again = await send(status, ask, { token, headers, body })
        expect(again.header('idempotency-replayed')).toBe('true')
        expect(again.header('etag')).toBe(first.header('etag'))
        expect(again.body).toEqual(first.body)
      }
      await twice(200, `PATCH ${path}`, 'change', '"1"', { name: 'Changed' })
      await twice(412, `PATCH ${path}`, 'stale', '"1"', { name: 'Stale' })
      await twice(204, `DELETE ${path}`, 'remove', '"2"')
    },
  },
  {
    name: 'refuses a key it could not keep',
    async play({ send, person }) {
      const { token } = await person('ada')
      for (const key of ['', 'a b', 'x'.repeat(256)]) {
        const headers = { 'idempotency-key': key }
        expectProblem(
          await send(400, 'POST /v1/customers', { token, headers, body: { name: 'K' } }),
          'malformed',
        )
      }
    },
  },
  {
    name: 'numbers invoices without a gap when they are issued',
    async play(client) {
      const { send, person } = client
      const noa = await person('noa')
      const { token } = noa
      const numbers: string[] = []
      for (const amount of [100, 200, 300]) {
        const id = await invoiceOf(client, noa, amount)
        const issued = await send(200, `POST /v1/invoices/${id}/issue`, { token })
        expect(issued.at('status')).toBe('issued')
        expect(issued.header('etag')).toBe('"2"')
        numbers.push(issued.at('number').slice(5))
      }
      expect(numbers).toEqual(['000001', '000002', '000003'])
    },
  },
  {
    name: 'issues an invoice once, and then nobody changes it',
    async play(client) {
      const { send, person } = client
      const ada = await person('ada')
      const { token } = ada
      const path = `/v1/invoices/${await invoiceOf(client, ada)}`
      const stale = { 'if-match': '"9"' }
      expectProblem(await send(412, `POST ${path}/issue`, { token, headers: stale }), 'precondition-failed')
      await send(200, `POST ${path}/issue`, { token, headers: { 'if-match': '"1"' } })
      expectProblem(await send(409, `POST ${path}/issue`, { token }), 'conflict')
      const headers = { 'if-match': '"2"' }
      expectProblem(await send(409, `PATCH ${path}`, { token, headers, body: { notes: 'no' } }), 'conflict')
      expectProblem(await send(409, `DELETE ${path}`, { token, headers }), 'conflict')
      expect((await send(200, `GET ${path}`, { token })).at('status')).toBe('issued')
    },
  },
  {
    name: 'issues once what is asked twice with one key',
    async play(client) {
      const { send, person } = client
      const ada = await person('ada')
      const { token } = ada
      const path = `/v1/invoices/${await invoiceOf(client, ada)}`
      const headers = { 'idempotency-key': 'issue-once' }
      const first = await send(200, `POST ${path}/issue`, { token, headers })
      const again = await send(200, `POST ${path}/issue`, { token, headers })
      expect(again.body).toEqual(first.body)
      expect(again.header('idempotency-replayed')).toBe('true')
    },
  },
  {
    name: 'changes a draft and computes it anew',
    async play(client) {
      const { send, person } = client
      const ada = await person('ada')
      const { token } = ada
      const path = `/v1/invoices/${await invoiceOf(client, ada)}`
      const body = { lines: [line(250, 4, 0)], dueOn: '2027-02-28' }
      const changed = await send(200, `PATCH ${path}`, { token, headers: { 'if-match': '"1"' }, body })
      expect(changed.at('total')).toBe('1000')
      const headers = { 'if-match': '"2"', 'content-type': 'application/merge-patch+json' }
      const cleared = await send(200, `PATCH ${path}`, { token, headers, body: { dueOn: null } })
      expect(cleared.at('total')).toBe('1000')
    },
  },
]
