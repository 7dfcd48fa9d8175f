/**
 * The unsafe calls of the domain, each ready to be asked again: customers, invoices with what becomes of them, webhook endpoints, and
 * of whatever other entities there are the verbs that every entity has.
 */
import { entities } from '../../src/entities/index.ts'
import { deliverWebhooks } from '../../src/webhooks/jobs.ts'
import type { Till } from '../payments/till.ts'
import { exampleBody, exampleRow } from '../support/example-row.ts'
import type { Person } from '../support/house.ts'
import type { Receiver } from '../support/webhook-receiver.ts'
import type { Ask, Calls } from './retried.ts'

export interface Domain {
  readonly till: Till
  readonly receiver: Receiver
  readonly ada: Person
}

const line = { description: 'Hour', quantity: 1, unitAmount: 100, taxRate: 0 }

/** `given` is asked only when a call is made: there is no house yet when tests are named. */
export function domainCalls(given: () => Domain): Calls {
  const asking =
    (method: string, path: string, body?: unknown, { token } = given().ada): Ask =>
    (headers) =>
      given().till.house.send(method, path, body, token, { ...headers })
  const post = (path: string, body?: unknown, person?: Person) => asking('POST', path, body, person)
  const matching =
    (version: string, ask: Ask): Ask =>
    (headers) =>
      ask({ 'if-match': version, ...headers })

  /** The answer to a call that is only in the way. */
  async function done(method: string, path: string, body?: unknown, person = given().ada, headers = {}) {
    const answer = await given().till.house.call(method, path, body, person.token, headers)
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status}`)
    return answer.body
  }
  const idOf = async (path: string, body: unknown): Promise<string> => (await done('POST', path, body)).id

  const customerNamed = { name: 'A', email: 'buyer@example.com' }
  const customer = () => idOf('/v1/customers', customerNamed)
  const draft = async () => ({ customerId: await customer(), currency: 'EUR', lines: [line] })
  const invoice = async () => idOf('/v1/invoices', await draft())
  async function issued() {
    const id = await invoice()
    await done('POST', `/v1/invoices/${id}/issue`)
    return id
  }

  /** The same about one row and about another. */
  const each = (status: number, make: () => Promise<string>, about: (id: string) => Ask) => async () => ({
    status,
    ask: about(await make()),
    other: about(await make()),
  })

  /** The verbs that every entity has, but for creation. */
  const rowCalls = (
    name: string,
    make: () => Promise<string>,
    data: () => Promise<object>,
    change: object = { notes: 'one' },
  ): Calls => ({
    [`${name}:update`]: each(200, make, (id) => matching('*', asking('PATCH', `/v1/${name}/${id}`, change))),
    [`${name}:delete`]: each(204, make, (id) => matching('"1"', asking('DELETE', `/v1/${name}/${id}`))),
    [`${name}:restore`]: each(
      200,
      async () => {
        const id = await make()
        await done('DELETE', `/v1/${name}/${id}`, undefined, given().ada, { 'if-match': '"1"' })
        return id
      },
      (id) => post(`/v1/${name}/${id}/restore`),
    ),
    [`${name}:bulk`]: async () => {
      const ask = async () =>
        post(`/v1/${name}/bulk`, {
          operations: [
            { op: 'create', data: await data() },
            { op: 'update', id: await make(), version: 1, data: change },
            { op: 'delete', id: await make(), version: 1 },
          ],
        })
      return { status: 200, ask: await ask(), other: await ask() }
    },
  })

  const step = (verb: string, make: () => Promise<string>) =>
    each(200, make, (id) => post(`/v1/invoices/${id}/${verb}`))

  /** A mail that has left, as the path to send it again. */
  async function mailed() {
    const id = await issued()
    const mail = await done('POST', `/v1/invoices/${id}/send`)
    await given().till.house.settle()
    return `/v1/invoices/${id}/mails/${mail.id}/resend`
  }

  return {
    'customers:create': async () => ({
      status: 201,
      ask: post('/v1/customers', { name: 'One' }),
      other: post('/v1/customers', { name: 'Two' }),
    }),
    'invoices:create': async () => {
      const body = await draft()
      return {
        status: 201,
        ask: post('/v1/invoices', body),
        other: post('/v1/invoices', { ...body, notes: 'two' }),
      }
    },
    ...rowCalls('customers', customer, async () => customerNamed),
    ...rowCalls('invoices', invoice, draft),
    'invoices:issue': step('issue', invoice),
    'invoices:pay': step('pay', issued),
    'invoices:void': step('void', issued),
    'invoices:checkout': step('checkout', issued),
    'invoices:send': each(202, issued, (id) => post(`/v1/invoices/${id}/send`)),
    'invoices:resend': each(202, mailed, (path) => post(path)),
    ...webhookCalls(),
    ...Object.assign({}, ...entities.map(otherCalls)),
  }

  function otherCalls(entity: (typeof entities)[number]): Calls {
    const { name } = entity
    if (name === 'customers' || name === 'invoices') return {}
    const data = () => exampleBody(given().till.house, entity, given().ada)
    const make = async (): Promise<string> => (await exampleRow(given().till.house, entity, given().ada)).id
    const creation = async () => {
      const path = `/v1/${name}`
      return { status: 201, ask: post(path, await data()), other: post(path, await data()) }
    }
    return { [`${name}:create`]: creation, ...rowCalls(name, make, data, {}) }
  }

  function webhookCalls(): Calls {
    const path = '/v1/webhook-endpoints'
    const wanted = (place: string) => ({ url: `${given().receiver.url}/${place}`, events: ['*'] })
    /** Somebody who has these two: nobody has more than twenty. */
    async function two() {
      const person = await given().till.house.signIn()
      const made = async (place: string): Promise<string> =>
        (await done('POST', path, wanted(place), person)).id
      return { person, ids: [await made('one'), await made('two')] as const }
    }
    const ofTwo = (status: number, about: (id: string, person: Person) => Ask) => async () => {
      const { person, ids } = await two()
      return { status, ask: about(ids[0], person), other: about(ids[1], person) }
    }

    return {
      'webhook-endpoints:create': async () => {
        const person = await given().till.house.signIn()
        return {
          status: 201,
          ask: post(path, wanted('one'), person),
          other: post(path, wanted('two'), person),
        }
      },
      'webhook-endpoints:update': ofTwo(200, (id, person) =>
        matching('"1"', asking('PATCH', `${path}/${id}`, { status: 'disabled' }, person)),
      ),
      'webhook-endpoints:delete': ofTwo(204, (id, person) =>
        matching('"1"', asking('DELETE', `${path}/${id}`, undefined, person)),
      ),
      'webhook-endpoints:rotate-secret': ofTwo(200, (id, person) =>
        post(`${path}/${id}/rotate-secret`, undefined, person),
      ),
      'webhook-endpoints:replay': async () => {
        const { person, ids } = await two()
        await done('POST', '/v1/customers', customerNamed, person)
        await deliverWebhooks(given().till.house.ports)
        const about = async (id: string) => {
          const [delivered] = (await done('GET', `${path}/${id}/deliveries`, undefined, person)).data
          return post(`${path}/${id}/deliveries/${delivered.id}/replay`, undefined, person)
        }
        return { status: 202, ask: await about(ids[0]), other: await about(ids[1]) }
      },
    }
  }
}
