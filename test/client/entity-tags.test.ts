import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Client } from '../../client/index.ts'
import { type Behind, openServer } from './server.ts'

let server: Behind
let api: Client
let sent: { method: string; headers: Headers; status: number }[]

beforeAll(async () => {
  server = await openServer()
})
afterAll(() => server?.close())
beforeEach(async () => {
  sent = []
  const opened = await server.client({ entityTags: { tags: 2, answers: 1 }, fetch: overheard })
  api = opened.api
})

async function overheard(request: Request): Promise<Response> {
  const { method, headers } = request
  const response = await fetch(request)
  sent.push({ method, headers, status: response.status })
  return response
}

const asked = (header: string) => sent.map(({ headers }) => headers.get(header))

async function customer(name = 'Kelp') {
  const { data } = await api.POST('/v1/customers', { body: { name } })
  return { path: { id: data.id } }
}
const rename = (params: { path: { id: string } }, name: string, more: Record<string, string> = {}) =>
  api.PATCH('/v1/customers/{id}', { params, body: { name }, headers: more })

test('a change carries the version that was made, read or written last', async () => {
  const params = await customer()
  await rename(params, 'A')
  await rename(params, 'B')
  await api.GET('/v1/customers/{id}', { params })
  await api.DELETE('/v1/customers/{id}', { params })
  expect(asked('if-match')).toEqual([null, '"1"', '"2"', null, '"3"'])
})

test('who was overtaken is told so, writes nothing, and may decide anew once they have read again', async () => {
  const params = await customer()
  await rename(params, 'somebody faster', { 'If-Match': '"1"' })
  const { data: now } = await api.GET('/v1/customers/{id}', { params })
  const late = () => rename(params, 'late', { 'If-Match': '"1"' })
  await expect(late()).rejects.toMatchObject({ code: 'precondition-failed', status: 412, entityTag: '"2"' })
  // The refusal told the version there is; that nobody has read yet.
  expect((await api.GET('/v1/customers/{id}', { params })).data).toEqual(now)
  await rename(params, 'mine')
  expect((await api.GET('/v1/customers/{id}', { params })).data).toMatchObject({ name: 'mine', version: 3 })
})

test('a refusal teaches no version: sent again unread, it is refused again', async () => {
  const params = await customer()
  await server.house.alter(`update customers set version = version + 1 where id = $1`, params.path.id)
  for (const name of ['once', 'twice'])
    await expect(rename(params, name)).rejects.toMatchObject({ code: 'precondition-failed' })
  expect(asked('if-match').slice(1)).toEqual(['"1"', '"1"'])
})

test('an action on a row tells its version', async () => {
  const { path } = await customer()
  const line = { description: 'Hour', quantity: 1, unitAmount: 100, taxRate: 0 }
  const { data } = await api.POST('/v1/invoices', {
    body: { customerId: path.id, currency: 'EUR', lines: [line] },
  })
  const params = { path: { id: data.id } }
  const { data: issued } = await api.POST('/v1/invoices/{id}/issue', { params })
  await api.DELETE('/v1/invoices/{id}', { params }).catch(() => {})
  expect(asked('if-match').at(-1)).toBe(`"${issued.version}"`)
})

test('a row that was never read, or too long ago, has no version to send', async () => {
  const first = await customer()
  await customer()
  await customer()
  await expect(rename(first, 'x')).rejects.toMatchObject({ code: 'precondition-required', status: 428 })
})

test('what another credential read is not known', async () => {
  const params = await customer()
  await expect(rename(params, 'x', { authorization: 'Bearer nobody' })).rejects.toMatchObject({ status: 401 })
  expect(asked('if-match')).toEqual([null, null])
})

test('what was read is shown again where nothing changed, and anew where something did', async () => {
  const params = await customer()
  const read = async () => (await api.GET('/v1/customers/{id}', { params })).data
  const first = await read()
  const again = await read()
  await rename(params, 'Changed')
  const changed = await read()
  expect(again).toEqual(first)
  expect(changed).toMatchObject({ name: 'Changed', version: 2 })
  expect(sent.map(({ status }) => status)).toEqual([201, 200, 304, 200, 200])
  expect(asked('if-none-match')).toEqual([null, null, '"1"', null, '"1"'])
})

test('no more is kept than was asked for', async () => {
  const [one, other] = [await customer(), await customer()]
  for (const params of [one, other, one]) await api.GET('/v1/customers/{id}', { params })
  expect(sent.map(({ status }) => status)).toEqual([201, 201, 200, 200, 200])
})
