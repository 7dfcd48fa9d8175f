/** Exports: all rows as a file, in the order of creation, and what it takes to have what is sensitive in it. */
import { expect } from 'vitest'
import type { Answer, Client } from '../client.ts'
import { expectGuarded, expectProblem, type Family } from '../scenario.ts'

/** Two customers of one person, made once for each server. */
async function book(client: Client): Promise<string> {
  const { token } = await client.person('elif')
  const kept = await client.quietly(200, 'GET /v1/customers', { token })
  if (kept.count('data') > 0) return token
  for (const body of [
    { name: '=SUM(A1)', email: 'first@example.com' },
    { name: 'Second, "the"', taxId: '-1' },
  ])
    await client.quietly(201, 'POST /v1/customers', { token, body })
  return token
}

const namesOf = ({ body }: Answer) =>
  body
    .toString()
    .split('\n')
    .slice(0, -1)
    .map((line) => (JSON.parse(line) as { name: string }).name)

export const exports: Family = [
  {
    name: 'exports all rows as lines of JSON, and keeps what is sensitive to itself',
    async play(client) {
      const token = await book(client)
      const all = await client.send(200, 'GET /v1/customers/export', { token })
      expectGuarded(all)
      expect(all.header('content-type')).toBe('application/x-ndjson')
      expect(all.header('cache-control')).toBe('no-store')
      expect(all.header('content-disposition')).toMatch(/^attachment; filename="customers-[\d-]+\.ndjson"$/)
      expect(namesOf(all)).toEqual(['=SUM(A1)', 'Second, "the"'])
      expect(all.body.toString()).not.toContain('@example.com')
      const some = 'GET /v1/customers/export?email=first%40example.com&fields=name,email'
      expect((await client.send(200, some, { token })).body.toString()).toContain('"first@example.com"')
      const none = await client.send(200, 'GET /v1/customers/export?name=nobody', { token })
      expect(none.body.toString()).toBe('')
      const head = await client.send(200, 'HEAD /v1/customers/export', { token })
      expect([head.header('content-type'), head.body.length]).toEqual(['application/x-ndjson', 0])
    },
  },
  {
    name: 'exports all rows as CSV, of which no spreadsheet makes formulas',
    async play(client) {
      const token = await book(client)
      const all = await client.send(200, 'GET /v1/customers/export?format=csv&fields=name,taxId,version', {
        token,
      })
      expect(all.header('content-type')).toBe('text/csv; charset=utf-8; header=present')
      const [header, ...lines] = all.body.toString().split('\r\n')
      expect(header).toBe('id,name,taxId,version')
      expect(lines.map((line) => line.slice(37))).toEqual([`'=SUM(A1),,1`, `"Second, ""the""",'-1,1`, ''])
    },
  },
  {
    name: 'exports to a key that may read no more than it may read',
    async play(client) {
      const token = await book(client)
      const body = { name: 'reader', scopes: ['customers:read'] }
      const key = (await client.quietly(201, 'POST /v1/auth/api-keys', { token, body })).at('key')
      await client.send(200, 'GET /v1/customers/export', { token: key })
      const named = await client.send(403, 'GET /v1/customers/export?fields=email', { token: key })
      expectProblem(named, 'forbidden')
      expectProblem(await client.send(422, 'GET /v1/customers/export?format=xml', { token }), 'validation')
    },
  },
]
