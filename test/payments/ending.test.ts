/** A page on which nothing is owed any more is closed at the provider; nobody's else is. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { endings } from '../../src/payments/ending.ts'
import type { Person } from '../support/house.ts'
import { completed, openTill, type Till } from './till.ts'

let till: Till
let ada: Person
beforeAll(async () => {
  till = await openTill()
  ada = await till.house.signIn()
})
afterAll(() => till?.close())
beforeEach(() => {
  till.stand.manner.answer = undefined
  till.stand.asked.length = 0
})

/** As the outbox would run it. */
async function round() {
  while (await endings.run(till.house.ports, AbortSignal.timeout(10_000)));
}
const act = (id: string, verb: string) =>
  till.house.call('POST', `/v1/invoices/${id}/${verb}`, undefined, ada.token)
const atStripe = (id: string) => till.stand.sessions.find((one) => one.id === id)?.status
const here = async (id: string) =>
  (await till.house.rows('select state from checkouts where session_id = $1', id))[0]?.state
const endingsAsked = () => till.stand.asked.filter(({ path }) => path.endsWith('/expire')).length

describe('the page of an invoice', () => {
  test.each(['pay', 'void'])('is closed after %s, once, on the record', async (verb) => {
    const { invoice, session } = await till.open(ada)
    expect((await act(invoice.id, verb)).status).toBe(200)
    await round()
    expect([atStripe(session.id), await here(session.id)]).toEqual(['expired', 'expired'])
    const recorded = await till.house.rows(
      `select actor_kind, action from audit_logs where entity = 'checkouts' and operation = 'UPDATE'
        and entity_id = (select id::text from checkouts where session_id = $1)`,
      session.id,
    )
    expect(recorded).toEqual([{ actor_kind: 'system', action: 'jobs:checkout' }])
    await round()
    expect(endingsAsked()).toBe(1)
  })

  test('stays open where it is owed, and where it was paid there', async () => {
    const owed = await till.open(ada)
    const paid = await till.open(ada)
    expect((await till.tell(paid.session)).body).toEqual({ outcome: 'paid' })
    await round()
    expect([await here(owed.session.id), await here(paid.session.id)]).toEqual(['open', 'paid'])
    expect(endingsAsked()).toBe(0)
  })

  test('that Stripe has ended already is over here as well', async () => {
    const { invoice, session } = await till.open(ada)
    await act(invoice.id, 'void')
    till.stand.manner.answer = { status: 400, body: { error: { type: 'invalid_request_error' } } }
    await round()
    expect(await here(session.id)).toBe('expired')
  })

  test.each([429, 500, 401])(
    'stays open while Stripe answers %i, and is closed by a later round',
    async (status) => {
      const { invoice, session } = await till.open(ada)
      await act(invoice.id, 'void')
      till.stand.manner.answer = { status, body: { error: { type: 'api_error' } } }
      await expect(round()).rejects.toMatchObject({ name: 'PaymentsError', fault: 'unreachable' })
      expect(await here(session.id)).toBe('open')
      till.stand.manner.answer = undefined
      await round()
      expect([atStripe(session.id), await here(session.id)]).toEqual(['expired', 'expired'])
    },
  )

  test('that was paid in the moment it was closed is known to have been paid', async () => {
    const { invoice, session } = await till.open(ada)
    await act(invoice.id, 'pay')
    await round()
    expect((await till.tell(session, completed)).body).toEqual({ outcome: 'already-paid' })
    expect(await here(session.id)).toBe('paid')
  })
})

test('more pages than one batch are all closed', async () => {
  const opened = []
  for (let one = 0; one < 12; one++) opened.push(await till.open(ada))
  for (const { invoice } of opened) await act(invoice.id, 'void')
  await round()
  expect(new Set(opened.map(({ session }) => atStripe(session.id)))).toEqual(new Set(['expired']))
})

test('whoever takes their data along has their checkouts, without the pages; erased, the pages go, and are closed', async () => {
  const eve = await till.house.signIn()
  const { invoice, session } = await till.open(eve)
  const { body } = await till.house.call('GET', '/v1/me/export', undefined, eve.token)
  expect(body.data.checkouts.rows).toMatchObject([
    { invoiceId: invoice.id, provider: 'stripe', state: 'open' },
  ])
  expect(JSON.stringify(body)).not.toContain(session.url)
  expect((await till.house.call('DELETE', '/v1/me', undefined, eve.token)).status).toBe(204)
  const [row] = await till.house.rows('select url, state from checkouts where session_id = $1', session.id)
  expect(row).toEqual({ url: '', state: 'open' })
  await round()
  expect([atStripe(session.id), await here(session.id)]).toEqual(['expired', 'expired'])
})
