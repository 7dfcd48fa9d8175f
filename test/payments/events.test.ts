/** What Stripe tells: an invoice is paid once, by an event that fits it, whatever comes and in whatever order. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rowKey } from '../../src/store/cache.ts'
import type { Person } from '../support/house.ts'
import { postgresUrl } from '../support/servers.ts'
import { stripeEvent } from '../support/stripe-stand-in.ts'
import { completed, openTill, type Till } from './till.ts'

const succeeded = 'checkout.session.async_payment_succeeded'
const failed = 'checkout.session.async_payment_failed'
const expired = 'checkout.session.expired'
const unpaid = { payment_status: 'unpaid' }
const paid = { payment_status: 'paid' }

let till: Till
let ada: Person
let bob: Person
beforeAll(async () => {
  till = await openTill({ maxConnections: 40 })
  ada = await till.house.signIn()
  bob = await till.house.signIn()
})
afterAll(() => till?.close())

const checkoutOf = async (id: string) =>
  (await till.house.rows('select state from checkouts where session_id = $1', id))[0]?.state
const counted = (outcome: string) =>
  Number(
    new RegExp(`payment_events_total\\{[^}]*outcome="${outcome}"[^}]*\\} (\\d+)`).exec(
      till.house.ports.meter.render(),
    )?.[1] ?? 0,
  )
const amiss = () => till.house.logged.filter(({ action }) => action === 'payments.amiss')

describe('a payment', () => {
  test('pays its invoice: once, for good, on the record and told to others', async () => {
    const { invoice, session } = await till.open(ada)
    expect(await till.tell(session, completed, paid)).toMatchObject({
      status: 200,
      body: { outcome: 'paid' },
    })
    const { body } = await till.house.call('GET', `/v1/invoices/${invoice.id}`, undefined, ada.token)
    expect(body).toMatchObject({ status: 'paid', paymentReference: session.id, version: invoice.version + 1 })
    expect(await till.inbox(invoice.id)).toEqual([
      { type: completed, outcome: 'paid', amount: '12345', currency: 'EUR' },
    ])
    expect(await checkoutOf(session.id)).toBe('paid')
    const history = await till.house.call('GET', `/v1/invoices/${invoice.id}/history`, undefined, ada.token)
    expect(history.body.data[0]).toMatchObject({
      action: 'payments:hear',
      actor: { kind: 'system', userId: null },
      new: { status: 'paid' },
    })
    const events = await till.house.rows(
      `select payload->>'type' as type, payload->>'owner' as owner, payload->>'request' as request from outbox
       where topic = 'event' and payload->>'id' = $1 order by outbox.id desc limit 1`,
      invoice.id,
    )
    expect(events).toEqual([
      { type: 'invoices.paid', owner: ada.id, request: history.body.data[0].requestId },
    ])
  })

  test('is seen at once by who had read the invoice before', async () => {
    const { invoice, session } = await till.open(ada)
    const read = () => till.house.call('GET', `/v1/invoices/${invoice.id}`, undefined, ada.token)
    // Past the tombstone that issuing it left.
    await till.house.ports.cache.bury([rowKey('invoices', invoice.id)], 1)
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    await read()
    await till.house.settle()
    const [cached] = await till.house.ports.cache.get([rowKey('invoices', invoice.id)])
    expect(cached).toContain('"issued"')
    await till.tell(session)
    expect((await read()).body.status).toBe('paid')
  })

  test.each([
    ['EUR', 12_345],
    ['JPY', 5_000],
    ['ISK', 500],
    ['MGA', 150_000],
    ['KWD', 12_340],
  ])('in %s is compared in the units that Stripe counts in', async (currency, total) => {
    const { invoice, session } = await till.open(ada, total, currency)
    expect((await till.tell(session)).body).toEqual({ outcome: 'paid' })
    expect((await till.inbox(invoice.id))[0]).toMatchObject({ amount: String(total), currency })
  })

  test('that comes later than its checkout pays when it has come', async () => {
    const { invoice, session } = await till.open(ada)
    expect((await till.tell(session, completed, unpaid)).body).toEqual({ outcome: 'noted' })
    expect(await till.state(invoice.id)).toMatchObject({ status: 'issued' })
    const again = await till.checkout(invoice.id, ada)
    expect([again.status, again.body.detail]).toEqual([
      409,
      'A payment is under way already, and may still succeed.',
    ])
    expect((await till.tell(session, succeeded, paid)).body).toEqual({ outcome: 'paid' })
    expect(await till.state(invoice.id)).toMatchObject({ status: 'paid' })
  })

  test('that fails leaves the invoice to be checked out anew', async () => {
    const { invoice, session } = await till.open(ada)
    await till.tell(session, completed, unpaid)
    expect((await till.tell(session, failed, unpaid)).body).toEqual({ outcome: 'noted' })
    const again = await till.checkout(invoice.id, ada)
    expect([again.status, again.body.url === session.url]).toEqual([200, false])
  })
})

describe('told again', () => {
  test('32 times at once, an event pays once and is recorded once', async () => {
    const { invoice, session } = await till.open(ada)
    const before = await till.state(invoice.id)
    const text = stripeEvent(completed, { ...session, ...paid })
    const answers = await Promise.all(Array.from({ length: 32 }, () => till.deliver(text)))
    expect(answers.map(({ status, body }) => `${status} ${body.outcome}`).sort()).toEqual([
      ...Array<string>(31).fill('200 duplicate'),
      '200 paid',
    ])
    expect(await till.state(invoice.id)).toMatchObject({
      status: 'paid',
      version: Number(before?.version) + 1,
      audited: Number(before?.audited) + 1,
    })
    expect(await till.inbox(invoice.id)).toHaveLength(1)
  })

  test('by 32 different events at once, it pays once, and each has its outcome', async () => {
    const { invoice, session } = await till.open(ada)
    const before = await till.state(invoice.id)
    const answers = await Promise.all(
      Array.from({ length: 32 }, (_, at) => till.tell(session, at % 2 ? succeeded : completed)),
    )
    expect(answers.map(({ body }) => body.outcome).sort()).toEqual(['paid', ...Array(31).fill('repeated')])
    expect(await till.state(invoice.id)).toMatchObject({ audited: Number(before?.audited) + 1 })
    expect(await till.inbox(invoice.id)).toHaveLength(32)
  })

  test.each([
    ['of no use', () => stripeEvent('customer.created', { id: 'cus_1' })],
    ['about nothing of ours', () => stripeEvent(completed, { id: 'cs_test_x', ...paid })],
  ])('an event %s stands in the inbox once', async (_what, make) => {
    const text = make()
    const first = (await till.deliver(text)).body.outcome
    const rest = await Promise.all(Array.from({ length: 8 }, () => till.deliver(text)))
    expect(new Set(rest.map(({ body }) => body.outcome))).toEqual(new Set(['duplicate']))
    expect(await till.inbox(JSON.parse(text).id)).toMatchObject([{ outcome: first }])
  })

  test('by one id with another content, it is the first that counts', async () => {
    const { invoice, session } = await till.open(ada)
    await till.deliver(stripeEvent('customer.created', { id: 'cus_1' }, 'evt_the_same'))
    expect((await till.tell(session, completed, paid, 'evt_the_same')).body).toEqual({ outcome: 'duplicate' })
    expect(await till.state(invoice.id)).toMatchObject({ status: 'issued' })
  })
})

describe('in whatever order', () => {
  const orders: readonly [string, readonly (readonly [string, object])[], readonly string[], string][] = [
    [
      'paid, then expired',
      [
        [completed, paid],
        [expired, unpaid],
      ],
      ['paid', 'late'],
      'paid',
    ],
    [
      'expired, then paid',
      [
        [expired, unpaid],
        [completed, paid],
      ],
      ['noted', 'paid'],
      'paid',
    ],
    [
      'paid, then on its way',
      [
        [succeeded, paid],
        [completed, unpaid],
      ],
      ['paid', 'late'],
      'paid',
    ],
    [
      'paid, then failed',
      [
        [succeeded, paid],
        [failed, unpaid],
      ],
      ['paid', 'late'],
      'paid',
    ],
    [
      'failed, then on its way',
      [
        [failed, unpaid],
        [completed, unpaid],
      ],
      ['noted', 'late'],
      'failed',
    ],
    [
      'failed, then paid after all',
      [
        [failed, unpaid],
        [succeeded, paid],
      ],
      ['noted', 'paid'],
      'paid',
    ],
    [
      'on its way, then expired',
      [
        [completed, unpaid],
        [expired, unpaid],
      ],
      ['noted', 'late'],
      'pending',
    ],
    [
      'expired twice',
      [
        [expired, unpaid],
        [expired, unpaid],
      ],
      ['noted', 'late'],
      'expired',
    ],
  ]

  test.each(orders)('%s', async (_what, told, outcomes, state) => {
    const { invoice, session } = await till.open(ada)
    const heard: string[] = []
    for (const [type, more] of told) heard.push((await till.tell(session, type, more)).body.outcome)
    expect(heard).toEqual(outcomes)
    expect(await checkoutOf(session.id)).toBe(state)
    expect(await till.state(invoice.id)).toMatchObject({ status: state === 'paid' ? 'paid' : 'issued' })
  })

  test('paid, expired and failed at once: paid', async () => {
    const { invoice, session } = await till.open(ada)
    const kinds: readonly (readonly [string, object])[] = [
      [completed, paid],
      [expired, unpaid],
      [failed, unpaid],
      [completed, unpaid],
    ]
    const answers = await Promise.all(
      Array.from({ length: 24 }, (_, at) => till.tell(session, ...(kinds[at % 4] ?? [completed, paid]))),
    )
    expect(answers.map(({ status }) => status)).toEqual(Array(24).fill(200))
    expect(await checkoutOf(session.id)).toBe('paid')
    expect(await till.state(invoice.id)).toMatchObject({ status: 'paid' })
  })
})

describe('what does not fit changes no invoice, is kept, counted and told to whoever watches, and Stripe hears 200', () => {
  const expectAmiss = async (outcome: string, tell: () => ReturnType<Till['tell']>, id: string) => {
    const [before, count, noticed] = [await till.state(id), counted(outcome), amiss().length]
    const { status, body } = await tell()
    expect([status, body]).toEqual([200, { outcome }])
    expect(await till.state(id)).toEqual(before)
    expect(counted(outcome)).toBe(count + 1)
    expect(amiss().slice(noticed)).toMatchObject(
      [{ level: 'error', code: outcome, detail: /^evt_/ }].map((one) => ({
        ...one,
        detail: expect.stringMatching(one.detail),
      })),
    )
  }

  test.each([
    ['a cent less', { amount_total: 12_344 }],
    ['a cent more', { amount_total: 12_346 }],
    ['nothing', { amount_total: 0 }],
    ['below nothing', { amount_total: -12_345 }],
    ['no sum', { amount_total: null }],
    ['another currency', { currency: 'usd' }],
    ['a currency that is counted otherwise', { currency: 'isk' }],
    ['a currency that cannot be told', { currency: 'ugx' }],
    ['no currency', { currency: null }],
    ['no invoice', { client_reference_id: null }],
    ['an invoice that does not exist', { client_reference_id: crypto.randomUUID() }],
    ['something that is no id', { client_reference_id: `' or true --` }],
  ])('%s', async (_what, more) => {
    const { invoice, session } = await till.open(ada)
    await expectAmiss('mismatch', () => till.tell(session, completed, { ...paid, ...more }), invoice.id)
    expect((await till.inbox(invoice.id)).map(({ outcome }) => outcome)).toEqual(['mismatch'])
    // The right one pays all the same.
    expect((await till.tell(session)).body).toEqual({ outcome: 'paid' })
  })

  test('somebody else’s invoice, named by a session that was opened for one’s own', async () => {
    const [mine, theirs] = [await till.open(ada), await till.open(bob)]
    const more = { ...paid, client_reference_id: theirs.invoice.id }
    await expectAmiss('mismatch', () => till.tell(mine.session, completed, more), theirs.invoice.id)
    expect(await till.state(mine.invoice.id)).toMatchObject({ status: 'issued' })
  })

  test('an invoice, named by a session that we did not open', async () => {
    const { invoice, session } = await till.open(ada)
    const stray = { ...session, id: 'cs_test_of_a_payment_link' }
    await expectAmiss('unknown', () => till.tell(stray), invoice.id)
  })

  test('an invoice that was paid in another way before', async () => {
    const { invoice, session } = await till.open(ada)
    await till.house.send('POST', `/v1/invoices/${invoice.id}/pay`, { reference: 'transfer' }, ada.token)
    await expectAmiss('already-paid', () => till.tell(session), invoice.id)
    expect(await checkoutOf(session.id)).toBe('paid')
  })

  test('an invoice that is void', async () => {
    const { invoice, session } = await till.open(ada)
    await till.house.send('POST', `/v1/invoices/${invoice.id}/void`, undefined, ada.token)
    await expectAmiss('not-owed', () => till.tell(session), invoice.id)
  })

  test('two sessions that were both paid: the second has no invoice left', async () => {
    const { invoice, session } = await till.open(ada)
    await till.tell(session, expired, unpaid)
    await till.checkout(invoice.id, ada)
    const second = till.stand.sessions.at(-1)
    if (!second || second.id === session.id) throw new Error('No second session.')
    expect((await till.tell(second)).body).toEqual({ outcome: 'paid' })
    await expectAmiss('already-paid', () => till.tell(session), invoice.id)
  })

  test('a hand and Stripe at once: one of them pays', async () => {
    for (let round = 0; round < 5; round++) {
      const { invoice, session } = await till.open(ada)
      const before = await till.state(invoice.id)
      const [hand, told] = await Promise.all([
        till.house.send('POST', `/v1/invoices/${invoice.id}/pay`, { reference: 'transfer' }, ada.token),
        till.tell(session),
      ])
      expect(['200 already-paid', '409 paid']).toContain(`${hand.status} ${told.body.outcome}`)
      expect(await till.state(invoice.id)).toMatchObject({ audited: Number(before?.audited) + 1 })
    }
  })
})

describe('what is not heeded is taken and kept', () => {
  test.each([
    ['customer.created', { id: 'cus_1' }],
    ['invoice.paid', { id: 'in_1', client_reference_id: null }],
    ['checkout.session.something_new', { id: 'cs_test_1' }],
    ['__proto__', { id: 'x' }],
    ['constructor', { id: 'x' }],
    [completed, { id: 'cs_test_free', payment_status: 'no_payment_required' }],
    [succeeded, { id: 'cs_test_odd', payment_status: 'unpaid' }],
  ])('%s %j', async (type, object) => {
    const noticed = amiss().length
    const text = stripeEvent(type, object)
    expect(await till.deliver(text)).toMatchObject({ status: 200, body: { outcome: 'ignored' } })
    expect(await till.inbox(JSON.parse(text).id)).toMatchObject([{ type, outcome: 'ignored' }])
    expect(amiss().length).toBe(noticed)
  })
})

// Embedded, there is one login, and everything is its own.
test.skipIf(!postgresUrl)('the app can add to the inbox, and change or remove nothing in it', async () => {
  const { session } = await till.open(ada)
  await till.tell(session)
  for (const text of [`update payment_events set outcome = 'ignored'`, 'delete from payment_events'])
    await expect(till.house.alter(text)).rejects.toMatchObject({ code: '42501' })
})
