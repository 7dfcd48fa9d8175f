/** Lists: what one may ask of them, and pages that neither repeat nor miss a row. */
import { expect } from 'vitest'
import type { Answer, Client } from '../client.ts'
import { expectProblem, type Family } from '../scenario.ts'
import { customerOf, line } from './books.ts'

const amounts = [300, 100, 500, 200, 400]

/** Five drafts of one person, of which the two smallest are issued; made once for each server. */
async function ledger(client: Client): Promise<string> {
  const lena = await client.person('lena')
  const { token } = lena
  const kept = await client.quietly(200, 'GET /v1/invoices', { token })
  if (kept.count('data') === amounts.length) return token
  const customerId = await customerOf(client, lena)
  for (const amount of amounts) {
    const body = { customerId, currency: 'EUR', lines: [line(amount, 1, 0)] }
    const made = await client.quietly(201, 'POST /v1/invoices', { token, body })
    if (amount <= 200) await client.quietly(200, `POST /v1/invoices/${made.at('id')}/issue`, { token })
  }
  return token
}

const totalsOf = (answer: Answer) =>
  Array.from({ length: answer.count('data') }, (_, at) => Number(answer.at(`data.${at}.total`)))

/** What the Link header leads to (RFC 8288). */
const nextOf = (answer: Answer) => /^<([^>]+)>; rel="next"$/.exec(answer.header('link'))?.[1]

export const lists: Family = [
  {
    name: 'lists in the order that was asked for',
    async play(client) {
      const token = await ledger(client)
      const list = async (query: string) =>
        totalsOf(await client.send(200, `GET /v1/invoices${query}`, { token }))
      expect(await list('')).toEqual([...amounts].reverse())
      expect(await list('?sort=createdAt')).toEqual(amounts)
      expect(await list('?sort=total')).toEqual([100, 200, 300, 400, 500])
      expect(await list('?sort=-total')).toEqual([500, 400, 300, 200, 100])
      expect(await list('?sort=-total,createdAt')).toEqual([500, 400, 300, 200, 100])
    },
  },
  {
    name: 'lists what the filters leave',
    async play(client) {
      const token = await ledger(client)
      const list = async (query: string) =>
        totalsOf(await client.send(200, `GET /v1/invoices?sort=total&${query}`, { token }))
      expect(await list('status=draft')).toEqual([300, 400, 500])
      expect(await list('total[gte]=200&total[lt]=400')).toEqual([200, 300])
      expect(await list('total%5Bgt%5D=200')).toEqual([300, 400, 500])
      expect(await list('status[in]=draft,issued&total=100')).toEqual([100])
      expect(await list('status=paid')).toEqual([])
      expect(await list(`number[prefix]=${new Date().getUTCFullYear()}-`)).toEqual([100, 200])
    },
  },
  {
    name: 'walks the pages by their links, to the end',
    async play(client) {
      const token = await ledger(client)
      const seen: number[] = []
      let path: string | undefined = '/v1/invoices?limit=2&sort=-total'
      for (let page = 0; path && page < 5; page++) {
        const answer: Answer = await client.send(200, `GET ${path}`, { token })
        seen.push(...totalsOf(answer))
        path = nextOf(answer)
      }
      expect(path).toBeUndefined()
      expect(seen).toEqual([500, 400, 300, 200, 100])
    },
  },
  {
    name: 'takes a cursor only where it was given',
    async play(client) {
      const token = await ledger(client)
      const grace = await client.person('grace')
      const page = await client.quietly(200, 'GET /v1/invoices?limit=2', { token })
      const cursor = page.at('page.nextCursor')
      await client.send(200, `GET /v1/invoices?limit=3&cursor=${cursor}`, { token })
      const strange = [
        `/v1/invoices?limit=2&sort=total&cursor=${cursor}`,
        `/v1/invoices?limit=2&status=draft&cursor=${cursor}`,
        `/v1/customers?limit=2&cursor=${cursor}`,
        `/v1/invoices?limit=2&cursor=${cursor}x`,
        '/v1/invoices?cursor=nonsense',
        '/v1/invoices?cursor=',
      ]
      for (const path of strange)
        expectProblem(await client.send(400, `GET ${path}`, { token }), 'invalid-cursor')
      const stolen = await client.send(400, `GET /v1/invoices?limit=2&cursor=${cursor}`, {
        token: grace.token,
      })
      expectProblem(stolen, 'invalid-cursor')
    },
  },
  {
    name: 'refuses a question that the list does not know',
    async play(client) {
      const token = await ledger(client)
      const faulty = [
        'limit=0',
        'limit=101',
        'limit=two',
        'limit=1&limit=2',
        'sort=secret',
        'sort=total,total',
        'status=unknown',
        'total[gte]=much',
        'total[regex]=1',
        'ownerId=me',
        'notes=x',
        'fields=ownerId',
        '__proto__=x',
        'q=%00',
      ]
      for (const query of faulty) {
        const answer = await client.send(422, `GET /v1/invoices?${query}`, { token })
        expectProblem(answer, 'validation')
        expect(answer.at('errors.0.pointer')).toMatch(/^#\/query/)
      }
    },
  },
  {
    name: 'shows only the fields that were asked for',
    async play(client) {
      const token = await ledger(client)
      const answer = await client.send(200, 'GET /v1/invoices?limit=1&sort=total&fields=total,status', {
        token,
      })
      expect(answer.at('data.0.total')).toBe('100')
      expect(answer.body.toString()).not.toContain('customerId')
    },
  },
  {
    name: 'finds a customer by an address that is kept encrypted',
    async play({ send, person }) {
      const { token } = await person('lena')
      await send(201, 'POST /v1/customers', { token, body: { name: 'Found', email: 'Find@Me.Example' } })
      const found = await send(200, 'GET /v1/customers?email=find%40me.example', { token })
      expect(found.at('data.0.name')).toBe('Found')
      expect((await send(200, 'GET /v1/customers?email=other%40me.example', { token })).count('data')).toBe(0)
      await send(422, 'GET /v1/customers?email[prefix]=find', { token })
    },
  },
]
