import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, each, pages } from '../../client/index.ts'
import { type Behind, openServer } from './server.ts'

let server: Behind
let api: Client
let asked: string[]

beforeAll(async () => {
  server = await openServer()
  const opened = await server.client({
    fetch(request) {
      asked.push(new URL(request.url).search)
      return fetch(request)
    },
  })
  api = opened.api
  asked = []
  for (const name of ['Ada', 'Ben', 'Cy', 'Dee', 'Eve']) await api.POST('/v1/customers', { body: { name } })
})
afterAll(() => server?.close())

const names = { query: { sort: 'name', fields: 'name', limit: '2' } }

test('a list is read from its beginning to its end, over three pages', async () => {
  asked = []
  const found: (string | undefined)[] = []
  for await (const { name } of each(api, '/v1/customers', { params: names })) found.push(name)
  expect(found).toEqual(['Ada', 'Ben', 'Cy', 'Dee', 'Eve'])
  expect(asked).toHaveLength(3)
  expect(asked.filter((search) => search.includes('cursor='))).toHaveLength(2)
})

test('a page is asked for when it is needed, and not before', async () => {
  asked = []
  const sizes: number[] = []
  for await (const { data } of pages(api, '/v1/customers', { params: names })) {
    sizes.push(data.length)
    expect(asked).toHaveLength(sizes.length)
    if (sizes.length === 2) break
  }
  expect(sizes).toEqual([2, 2])
  expect(asked).toHaveLength(2)
})

test('a list within a row, and one that has no pages, are read alike', async () => {
  const [first] = (await api.GET('/v1/customers', { params: names })).data.data
  const params = { path: { id: first?.id ?? '' } }
  const history: string[] = []
  for await (const { action } of each(api, '/v1/customers/{id}/history', { params })) history.push(action)
  expect(history).toEqual(['customers:create'])

  const sessions: unknown[] = []
  for await (const session of each(api, '/v1/auth/sessions')) sessions.push(session)
  expect(sessions).toHaveLength(1)
})

test('who aborts is asked for no further page', async () => {
  asked = []
  const controller = new AbortController()
  const read = async () => {
    for await (const _ of each(api, '/v1/customers', { params: names, signal: controller.signal }))
      controller.abort(new Error('enough'))
  }
  await expect(read()).rejects.toThrow('enough')
  expect(asked.length).toBeLessThanOrEqual(2)
})

test('a refused page ends it with its problem', async () => {
  const read = async () => {
    for await (const _ of each(api, '/v1/customers', { params: { query: { cursor: 'nonsense' } } }))
      _ satisfies object
  }
  await expect(read()).rejects.toMatchObject({ code: 'invalid-cursor', status: 400 })
})
