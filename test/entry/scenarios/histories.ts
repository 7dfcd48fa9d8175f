/** What became of a row: told to its owner, in the words of the log. */
import { expect } from 'vitest'
import { expectProblem, type Family } from '../scenario.ts'
import { customerOf, invoiceOf } from './books.ts'

export const histories: Family = [
  {
    name: 'tells what became of a row, newest first, by the requests that did it',
    async play(client) {
      const { send, person } = client
      const ada = await person('ada')
      const { token } = ada
      const path = `/v1/invoices/${await invoiceOf(client, ada)}`
      const patched = await send(200, `PATCH ${path}`, {
        token,
        headers: { 'if-match': '"1"' },
        body: { dueOn: '2027-03-31', notes: 'Kept to ourselves.' },
      })
      await send(412, `PATCH ${path}`, { token, headers: { 'if-match': '"1"' }, body: { notes: 'Late' } })
      const issued = await send(200, `POST ${path}/issue`, { token })
      const told = await send(200, `GET ${path}/history`, { token })
      expect(told.count('data')).toBe(3)
      expect([0, 1, 2].map((at) => told.at(`data.${at}.action`))).toEqual([
        'invoices:issue',
        'invoices:update',
        'invoices:create',
      ])
      expect(told.at('data.0.requestId')).toBe(issued.header('x-request-id'))
      expect(told.at('data.0.old.status')).toBe('draft')
      expect(told.at('data.0.new.number')).toBe(issued.at('number'))
      expect(told.at('data.1.requestId')).toBe(patched.header('x-request-id'))
      expect(told.at('data.1.redacted.0')).toBe('notes')
      expect(told.at('data.1.actor.userId')).toBe(ada.id)
      expect(told.body.toString()).not.toContain('Kept to ourselves')
    },
  },
  {
    name: 'tells a history in pages',
    async play(client) {
      const { send, quietly, person } = client
      const ada = await person('ada')
      const { token } = ada
      const path = `/v1/customers/${await customerOf(client, ada, 'First')}`
      for (const [at, name] of ['Second', 'Third'].entries())
        await quietly(200, `PATCH ${path}`, { token, headers: { 'if-match': `"${at + 1}"` }, body: { name } })
      const newest = await send(200, `GET ${path}/history?limit=2`, { token })
      expect([newest.at('data.0.new.name'), newest.at('data.1.new.name')]).toEqual(['Third', 'Second'])
      const next = /^<([^>]+)>; rel="next"$/.exec(newest.header('link'))?.[1]
      const oldest = await send(200, `GET ${next}`, { token })
      expect(oldest.count('data')).toBe(1)
      expect(oldest.at('data.0.new.name')).toBe('First')
      const other = `/v1/customers/${await customerOf(client, ada)}`
      const strange = await send(400, `GET ${other}/history?cursor=${newest.at('page.nextCursor')}`, {
        token,
      })
      expectProblem(strange, 'invalid-cursor')
      await send(422, `GET ${path}/history?limit=0`, { token })
      await send(422, `GET ${path}/history?sort=at`, { token })
    },
  },
  {
    name: 'keeps the history of a removed row, and none for a stranger',
    async play(client) {
      const { send, person } = client
      const [ada, grace] = [await person('ada'), await person('grace')]
      const path = `/v1/customers/${await customerOf(client, ada)}`
      await send(204, `DELETE ${path}`, { token: ada.token, headers: { 'if-match': '"1"' } })
      const told = await send(200, `GET ${path}/history`, { token: ada.token })
      expect(told.at('data.0.action')).toBe('customers:delete')
      expectProblem(await send(404, `GET ${path}/history`, { token: grace.token }), 'not-found')
      await send(401, `GET ${path}/history`)
    },
  },
]
