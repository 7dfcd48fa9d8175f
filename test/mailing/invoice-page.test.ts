/** The page behind the link in a mail, and the same for its owner: what it shows, to whom, and until when. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type House, openHouse } from '../support/house.ts'
import { mailRoom, oneLine, type Sale } from './room.ts'

let house: House
let room: ReturnType<typeof mailRoom>
beforeAll(async () => {
  house = await openHouse()
  room = mailRoom(house)
})
afterAll(() => house?.close())

const open = (token: string, headers: Record<string, string> = {}) =>
  house.fetch(`/invoice?token=${token}`, { headers })

/** A sale whose invoice was mailed, and the token that its customer got. */
async function mailed(customer: object = {}, more: object = {}) {
  const sale = await room.sale(customer, more)
  const { body } = await room.send(sale)
  return { ...sale, mailId: body.id as string, token: await room.linkTo(sale.email) }
}

const address = { line1: 'Kaistraße 1', city: 'Kiel', postalCode: '24103', country: 'DE' }

/** The text of the cells of a table's rows. */
const cells = (html: string, table: string) =>
  [
    ...(new RegExp(`<table class="${table}">(.*?)</table>`, 's').exec(html)?.[1] ?? '').matchAll(
      /<tr>(.*?)<\/tr>/gs,
    ),
  ]
    .map(([, row = '']) => [...row.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, cell]) => cell))
    .filter((row) => row.length > 0)

describe('the page behind a link', () => {
  test('shows the invoice, exact to the last unit, to whoever has the link', async () => {
    const lines = [
      { description: 'Hours', quantity: 1.005, unitAmount: 123_456_789, taxRate: 1900 },
      { description: 'Books', quantity: 3, unitAmount: 1_001, taxRate: 700 },
      { description: 'Discount', quantity: 1, unitAmount: -500, taxRate: 1900 },
      { description: 'Stamps', quantity: 12, unitAmount: 85, taxRate: 725 },
    ]
    const { token, number } = await mailed({ name: 'Bæst & Sønner', address }, { lines, dueOn: '2027-01-31' })
    const response = await open(token)
    const html = await response.text()
    expect(response.status).toBe(200)
    expect(html).toContain(`<h1>Invoice ${number}</h1>`)
    expect(html).toContain('<strong>Bæst &amp; Sønner</strong><br/>Kaistraße 1<br/>24103 Kiel<br/>Germany')
    expect(html).toContain('<dt>Due</dt><dd>31 January 2027</dd>')
    expect(cells(html, 'lines')).toEqual([
      ['Hours', '1.005', '1,234,567.89', '19 %', '1,240,740.73'],
      ['Books', '3', '10.01', '7 %', '30.03'],
      ['Discount', '1', '-5.00', '19 %', '-5.00'],
      ['Stamps', '12', '0.85', '7.25 %', '10.20'],
    ])
    expect(cells(html, 'taxes')).toEqual([
      ['7 %', '30.03', '2.10'],
      ['7.25 %', '10.20', '0.74'],
      ['19 %', '1,240,735.73', '235,739.79'],
    ])
    expect(cells(html, 'totals')).toEqual([
      ['Net', '1,240,775.96'],
      ['Tax', '235,742.63'],
      ['Total', 'EUR 1,476,518.59'],
    ])
  })

  test.each([
    ['JPY', '10,000', 'JPY 11,900'],
    ['KWD', '10.000', 'KWD 11.900'],
  ])('writes %s with the decimals that it has', async (currency, unit, total) => {
    const { token } = await mailed({}, { currency })
    const html = await (await open(token)).text()
    expect(cells(html, 'lines')[0]?.[2]).toBe(unit)
    expect(cells(html, 'totals')[2]?.[1]).toBe(total)
  })

  test('escapes whatever anybody typed, and tells nothing that is the seller’s own', async () => {
    const evil = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>`
    const lines = [{ ...oneLine, description: evil }]
    const seller = await house.signIn()
    await house.call('PATCH', '/v1/me', { name: evil }, seller.token)
    const where = { ...address, line1: evil, line2: evil, city: evil, region: evil, postalCode: '<b>1' }
    const sale = {
      seller,
      ...(await room.invoice(
        seller,
        { name: evil, address: where, notes: 'pays late', taxId: 'DE123' },
        { lines, notes: 'margin 80 %' },
      )),
    }
    await room.send(sale)
    const html = await (await open(await room.linkTo(sale.email))).text()
    expect(html).not.toMatch(/<script|<img|<b>/)
    expect(html.match(/&lt;script&gt;alert\(1\)/g)?.length).toBeGreaterThanOrEqual(7)
    expect(html).not.toMatch(/pays late|margin 80|DE123/)
    expect(html).not.toContain(sale.email)
    const [mail] = await house.mailTo(sale.email)
    expect(mail?.html).not.toMatch(/<script|<img/)
  })

  test('runs nothing, loads nothing but its stylesheet, is kept by nobody and found by nobody', async () => {
    const { token } = await mailed()
    const response = await open(token)
    const html = await response.text()
    expect(html).not.toMatch(/<script|<style|\sstyle="|<nav|<a\s/)
    expect([...html.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, at]) => at)).toEqual([
      expect.stringMatching(/^\/assets\/paper\.css\?v=\w+$/),
    ])
    expect(html).toContain('<meta name="robots" content="noindex, nofollow, noarchive"/>')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('referrer-policy')).toBe('no-referrer')
    expect(response.headers.get('x-robots-tag')).toBe('noindex, nofollow, noarchive')
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(response.headers.get('etag')).toBeNull()
    const style = await house.fetch(/href="([^"]*)"/.exec(html)?.[1] ?? '')
    expect(style.headers.get('cache-control')).toContain('immutable')
    expect(await style.text()).toMatch(/@page \{\s+size: A4;/)
  })

  test('asks nobody who they are: a cookie or a token that is over does not stand in the way', async () => {
    const { token } = await mailed()
    const dead = { cookie: '__Host-sid=hf_s_dead', authorization: 'Bearer hf_s_dead' }
    for (const [name, value] of Object.entries(dead))
      expect((await open(token, { [name]: value })).status).toBe(200)
  })
})

describe('a link', () => {
  type Mailed = Awaited<ReturnType<typeof mailed>>

  test.each<[string, (sale: Mailed) => Promise<string> | string]>([
    ['that has no token', () => ''],
    ['that is no token', () => 'x'],
    ['that is far too long', () => 'x'.repeat(5_000)],
    ['with a character changed', ({ token }) => `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`],
    ['that nobody was ever given', () => 'hf_i_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAnbnBlA'],
    ['of another kind', ({ seller }) => seller.token],
    [
      'that is over',
      async ({ mailId, token }) => {
        await house.alter(`update invoice_mails set expires_at = now() where id = $1`, mailId)
        return token
      },
    ],
    [
      'to what is void now',
      async (sale) => {
        await room.act(sale, 'void')
        return sale.token
      },
    ],
    [
      'after which another was sent',
      async (sale) => {
        await room.resend(sale, sale.mailId)
        expect(await room.linkTo(sale.email)).not.toBe(sale.token)
        return sale.token
      },
    ],
  ])('%s leads to one and the same page', async (_what, tokenOf) => {
    const nowhere = await house.fetch('/invoice')
    const response = await open(await tokenOf(await mailed()))
    expect([response.status, nowhere.status]).toEqual([404, 404])
    expect(await response.text()).toBe(await nowhere.text())
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
  })

  test('of somebody who was locked out is dead', async () => {
    const seller = await house.signIn()
    const sale: Sale = { seller, ...(await room.invoice(seller)) }
    await room.send(sale)
    const token = await room.linkTo(sale.email)
    expect((await open(token)).status).toBe(200)
    await house.alter('update users set disabled_at = now() where id = $1', seller.id)
    expect((await open(token)).status).toBe(404)
  })

  test('stays good while a newer mail has not left', async () => {
    const { token, mailId, ...sale } = await mailed()
    await room.resend(sale, mailId)
    await house.settle()
    await house.alter(
      `update invoice_mails set sent_at = null, state = 'queued' where invoice_id = $1 and id <> $2`,
      sale.id,
      mailId,
    )
    expect((await open(token)).status).toBe(200)
  })

  test('is the newest one’s after a resend', async () => {
    const { mailId, ...sale } = await mailed()
    await room.resend(sale, mailId)
    expect((await open(await room.linkTo(sale.email))).status).toBe(200)
  })

  test('opens after it was paid as well, and says so', async () => {
    const sale = await mailed()
    await room.act(sale, 'pay')
    const html = await (await open(sale.token)).text()
    expect(html).toContain('<span class="state paid">Paid</span>')
    expect(html).toMatch(/<dt>Paid<\/dt><dd>\d+ \w+ \d{4}<\/dd>/)
  })
})

describe('an owner', () => {
  const print = (id: string, token: string) => house.send('GET', `/v1/invoices/${id}/print`, undefined, token)

  test('prints what the customer sees, and drafts and void ones as what they are', async () => {
    const { token, ...sale } = await mailed()
    const own = await print(sale.id, sale.seller.token)
    expect([own.status, own.headers.get('content-type'), own.headers.get('cache-control')]).toEqual([
      200,
      'text/html; charset=utf-8',
      'no-store',
    ])
    expect(await own.text()).toBe(await (await open(token)).text())

    await room.act(sale, 'void')
    expect(await (await print(sale.id, sale.seller.token)).text()).toContain(
      '<span class="state void">Void</span>',
    )
    const draft = await room.invoice(sale.seller, {}, {}, false)
    const html = await (await print(draft.id, sale.seller.token)).text()
    expect(html).toContain('<h1>Invoice (draft)</h1>')
    expect(html).toContain('<span class="state draft">Draft</span>')
  })
})
