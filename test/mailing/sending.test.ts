/** Invoices by mail: asked for once, sent at least once, and told of without the address. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type House, openHouse, type Person } from '../support/house.ts'
import { mailRoom, type Sale } from './room.ts'

let house: House
let room: ReturnType<typeof mailRoom>
beforeAll(async () => {
  house = await openHouse()
  room = mailRoom(house)
})
afterAll(() => house?.close())

describe('an invoice', () => {
  test('goes to its customer when its owner says so', async () => {
    const sale = await room.sale({}, { dueOn: '2027-01-31' }, await house.signIn())
    await house.call('PATCH', '/v1/me', { name: 'Ada & Co' }, sale.seller.token)
    const { status, body } = await room.send(sale)
    expect([status, body]).toEqual([
      202,
      {
        id: expect.any(String),
        invoiceId: sale.id,
        state: 'queued',
        attempts: 0,
        createdAt: expect.any(String),
        sentAt: null,
        bouncedAt: null,
        expiresAt: expect.any(String),
      },
    ])
    const [mail, ...more] = await house.mailTo(sale.email)
    expect(more).toEqual([])
    expect(mail?.subject).toBe(`Invoice ${sale.number} from Ada & Co`)
    expect(mail?.text).toContain('It comes to EUR 119.00, due on 31 January 2027.')
    expect(mail?.text).toMatch(/\nhttp:\/\/holdfast\.test\/invoice\?token=hf_i_[\w-]{49}\n/)
    expect(mail?.html).toContain('Ada &amp; Co has sent you')
    expect(await room.list(sale)).toEqual({
      data: [{ ...body, state: 'sent', attempts: 1, sentAt: expect.any(String) }],
      page: { nextCursor: null, hasMore: false },
    })
  })

  test('goes out after it was paid as well, and says so', async () => {
    const sale = await room.sale()
    await room.act(sale, 'pay')
    expect((await room.send(sale)).status).toBe(202)
    expect((await house.mailTo(sale.email))[0]?.text).toContain('It comes to EUR 119.00. It is paid.')
  })

  test('names its seller by the address of the account where that has no name', async () => {
    const sale = await room.sale()
    await room.send(sale)
    expect((await house.mailTo(sale.email))[0]?.subject).toContain(`from ${sale.seller.email}`)
  })

  test.each<[string, (sale: Sale) => Promise<unknown>, string]>([
    ['a draft', (sale) => toDraft(sale), 'Only an issued or paid invoice can be sent.'],
    ['what is void', (sale) => room.act(sale, 'void'), 'Only an issued or paid invoice can be sent.'],
    ['a customer without an address', (sale) => withoutAddress(sale), 'The customer has no email address.'],
    [
      'a customer who was removed',
      ({ customerId }) => house.alter('update customers set deleted_at = now() where id = $1', customerId),
      'The customer has no email address.',
    ],
    [
      'what was sent to that address already',
      (sale) => room.send(sale),
      'This invoice was sent to this address already. To send it once more, resend that mail.',
    ],
  ])('is not sent for %s, and that is said', async (_what, before, detail) => {
    const sale = await room.sale()
    await before(sale)
    await house.settle()
    const written = await room.written()
    const refused = await room.send(sale)
    expect([refused.status, refused.body.code, refused.body.detail]).toEqual([409, 'conflict', detail])
    expect(await room.written()).toEqual(written)
  })

  test('is sent once where many ask at once, and once for one key', async () => {
    const sale = await room.sale()
    const all = await Promise.all(Array.from({ length: 8 }, () => room.send(sale)))
    expect(all.map(({ status }) => status).sort()).toEqual([202, ...Array(7).fill(409)])

    const other = { seller: sale.seller, ...(await room.invoice(sale.seller)) }
    const key = { 'idempotency-key': 'send-1' }
    const [first, second] = [await room.send(other, key), await room.send(other, key)]
    expect([first.status, second.status]).toEqual([202, 202])
    expect(second.body).toEqual(first.body)
    expect(second.headers.get('idempotency-replayed')).toBe('true')
    expect(await house.mailTo(other.email)).toHaveLength(1)
  })

  test('refused is refused again for the same key, in the same words', async () => {
    const seller = await house.signIn()
    const draft = { seller, ...(await room.invoice(seller, {}, {}, false)) }
    const key = { 'idempotency-key': 'send-2' }
    const [first, second] = [await room.send(draft, key), await room.send(draft, key)]
    expect(second.status).toBe(409)
    expect(second.body).toEqual(first.body)
  })

  test('goes once more to an address that was corrected', async () => {
    const sale = await room.sale()
    await room.send(sale)
    await house.settle()
    const email = `new-${sale.email}`
    const changed = await house.call(
      'PATCH',
      `/v1/customers/${sale.customerId}`,
      { email },
      sale.seller.token,
      {
        'if-match': '"1"',
      },
    )
    expect(changed.status).toBe(200)
    expect((await room.send(sale)).status).toBe(202)
    expect(await house.mailTo(email)).toHaveLength(1)
  })
})

describe('a mail', () => {
  test('is resent as a new one, to where the customer is now', async () => {
    const sale = await room.sale()
    const first = (await room.send(sale)).body
    await house.settle()
    const second = await room.resend(sale, first.id)
    expect(second.status).toBe(202)
    expect(second.body.id).not.toBe(first.id)
    expect(await house.mailTo(sale.email)).toHaveLength(2)
    expect((await room.list(sale)).data.map(({ id }: { id: string }) => id)).toEqual([
      second.body.id,
      first.id,
    ])
  })

  test('that is on its way is not resent', async () => {
    const sale = await room.sale()
    const { body } = await room.send(sale)
    await house.settle()
    await unsent(body.id)
    const refused = await room.resend(sale, body.id)
    expect([refused.status, refused.body.detail]).toEqual([
      409,
      'A mail with this invoice is still on its way to this address.',
    ])
  })

  test('is found by pages, newest first', async () => {
    const sale = await room.sale()
    const first = (await room.send(sale)).body
    await house.settle()
    const second = (await room.resend(sale, first.id)).body
    await house.settle()
    const page = await room.list(sale, '?limit=1')
    expect([page.data[0].id, page.page.hasMore]).toEqual([second.id, true])
    const rest = await room.list(sale, `?limit=1&cursor=${page.page.nextCursor}`)
    expect([rest.data[0].id, rest.page]).toEqual([first.id, { nextCursor: null, hasMore: false }])
  })

  test('waits no longer once its invoice is void', async () => {
    const sale = await room.sale()
    const { body } = await room.send(sale)
    await house.settle()
    await unsent(body.id)
    await room.act(sale, 'void')
    await room.tryAgain()
    expect(await room.states(sale)).toEqual(['failed'])
    expect(await house.mailTo(sale.email)).toHaveLength(1)
  })
})

describe('a stranger', () => {
  let sale: Sale
  let eve: Person
  let mailId: string
  beforeAll(async () => {
    sale = await room.sale()
    eve = await house.signIn()
    mailId = (await room.send(sale)).body.id
    await house.settle()
  })

  test.each<[string, string, (id: string, mail: string) => string]>([
    ['POST', 'send', (id) => `/v1/invoices/${id}/send`],
    ['GET', 'mails', (id) => `/v1/invoices/${id}/mails`],
    ['POST', 'resend', (id, mail) => `/v1/invoices/${id}/mails/${mail}/resend`],
    ['GET', 'print', (id) => `/v1/invoices/${id}/print`],
  ])('%s %s is told what somebody is told who asks for nothing', async (method, _verb, path) => {
    const nothing = '0199a3f2-6b1c-7c3e-9a5d-2f4b8c1d0e9f'
    const written = await room.written()
    const theirs = await house.call(method, path(sale.id, mailId), undefined, eve.token)
    const none = await house.call(method, path(nothing, nothing), undefined, eve.token)
    expect([theirs.status, none.status]).toEqual([404, 404])
    expect({ ...theirs.body, instance: '' }).toEqual({ ...none.body, instance: '' })
    expect(await room.written()).toEqual(written)
  })

  test('without a credential, or with a key that may only read, sends nothing', async () => {
    expect((await house.call('POST', `/v1/invoices/${sale.id}/send`)).status).toBe(401)
    const { key } = await room.made(
      '/v1/auth/api-keys',
      { name: 'reads', scopes: ['invoices:read'] },
      sale.seller.token,
    )
    expect((await house.call('POST', `/v1/invoices/${sale.id}/send`, undefined, key)).status).toBe(403)
    expect((await house.call('GET', `/v1/invoices/${sale.id}/mails`, undefined, key)).status).toBe(200)
  })

  test('resends no mail of another invoice', async () => {
    const other = await room.invoice(sale.seller)
    expect((await room.resend({ ...sale, ...other }, mailId)).status).toBe(404)
  })
})

test('neither the address nor the token is kept anywhere in clear', async () => {
  const sale = await room.sale()
  const { body } = await room.send(sale, { 'idempotency-key': 'secrecy' })
  const token = await room.linkTo(sale.email)
  expect(token).toMatch(/^hf_i_/)
  await house.fetch(`/invoice?token=${token}`)
  await room.resend(sale, body.id)
  await house.settle()
  const kept = await house.rows(
    `select to_jsonb(t)::text as row from outbox t
    union all select to_jsonb(t)::text from audit_logs t where t.user_id = $1::uuid or t.entity = 'invoice_mails'
    union all select to_jsonb(t)::text from invoice_mails t
    union all select to_jsonb(t)::text from customers t
    union all select to_jsonb(t)::text from idempotency_results t`,
    sale.seller.id,
  )
  const all = JSON.stringify([kept, house.logged, house.ports.meter.render()])
  expect(all).toContain(body.id)
  for (const secret of [sale.email, token]) expect(all).not.toContain(secret)
})

test('what became of each mail stands in the audit log', async () => {
  const sale = await room.sale()
  const { body } = await room.send(sale)
  await house.settle()
  const log = await house.rows(
    `select action, operation, user_id, details from audit_logs where entity = 'invoice_mails' and entity_id = $1 order by id`,
    body.id,
  )
  expect(log).toMatchObject([
    { action: 'invoices:send', operation: 'INSERT', user_id: sale.seller.id },
    { action: 'jobs:invoice-mail', operation: 'UPDATE', user_id: null, details: { new: { state: 'sent' } } },
  ])
})

test('mails are taken along by their owner, and go with them', async () => {
  const sale = await room.sale({}, {}, await house.signIn())
  await room.send(sale)
  const token = await room.linkTo(sale.email)
  const taken = await house.call('GET', '/v1/me/export', undefined, sale.seller.token)
  expect(taken.body.data.invoiceMails.rows).toMatchObject([{ invoiceId: sale.id, state: 'sent' }])
  expect((await house.fetch(`/invoice?token=${token}`)).status).toBe(200)
  expect((await house.call('DELETE', '/v1/me', undefined, sale.seller.token)).status).toBe(204)
  expect(await house.rows('select id from invoice_mails where owner_id = $1', sale.seller.id)).toEqual([])
  expect((await house.fetch(`/invoice?token=${token}`)).status).toBe(404)
})

const toDraft = ({ id }: Sale) => house.alter(`update invoices set status = 'draft' where id = $1`, id)

const withoutAddress = ({ customerId, seller }: Sale) =>
  house.call('PATCH', `/v1/customers/${customerId}`, { email: null }, seller.token, { 'if-match': '"1"' })

/** As if the process had died before it could write that the mail was sent. */
async function unsent(mailId: string) {
  await house.alter(`update invoice_mails set state = 'queued', sent_at = null where id = $1`, mailId)
  await house.alter(
    `update outbox set done_at = null, run_at = now() + interval '1 hour' where payload->>'mailId' = $1`,
    mailId,
  )
}
