import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type House, openHouse, type Person } from '../support/house.ts'
import { type Visitor, visitor } from './visit.ts'

let house: House
let late = 0
beforeAll(async () => {
  house = await openHouse({
    wrap: (ports) => ({ ...ports, clock: { ...ports.clock, now: () => ports.clock.now() + late } }),
  })
})
afterAll(() => house?.close())

async function signedIn(person: Person): Promise<Visitor> {
  const browser = visitor(house)
  await browser.submit('/sign-in', { email: person.email, password: person.password })
  return browser
}

describe('an API key', () => {
  const path = '/account/api-keys/new'

  test('is made by a form, shown this once, opens what was ticked and nothing else, and is revoked', async () => {
    const browser = await signedIn(await house.signIn())
    const fields = { name: 'Ledger <b>', life: '30', 'customers:read': 'on' }
    const { html, status, response } = await browser.submit(path, fields)
    expect(status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('no-store')
    const key = /hf_k_[\w-]{49}/.exec(html)?.[0] ?? ''
    expect((await house.send('GET', '/v1/customers', undefined, key)).status).toBe(200)
    expect((await house.send('POST', '/v1/customers', { name: 'A' }, key)).status).toBe(403)
    expect((await house.send('GET', '/v1/invoices', undefined, key)).status).toBe(403)
    const list = await browser.get('/account/api-keys')
    expect(list.html).toContain('Ledger &lt;b&gt;')
    expect(list.html).not.toContain(key)
    const revoke = await browser.hidden('/account/api-keys', '/account/api-keys/revoke')
    expect((await browser.post('/account/api-keys/revoke', revoke)).location).toBe(
      '/account/api-keys?done=revoked',
    )
    expect((await house.send('GET', '/v1/customers', undefined, key)).status).toBe(401)
    expect((await browser.post('/account/api-keys/revoke', revoke)).status).toBe(404)
  })

  test('is one, and the same, for a form that is sent twice', async () => {
    const browser = await signedIn(await house.signIn())
    const sent = { ...(await browser.hidden(path)), name: 'Twice', life: 'never', 'invoices:read': 'on' }
    const [one, two] = [await browser.post(path, sent), await browser.post(path, sent)]
    const keyOf = (html: string) => /hf_k_[\w-]{49}/.exec(html)?.[0]
    expect(keyOf(two.html)).toBe(keyOf(one.html))
    expect((await browser.get('/account/api-keys')).html.match(/Twice/g)).toHaveLength(2)
    const other = await browser.post(path, { ...sent, name: 'Else' })
    expect(other.status).toBe(422)
    expect(other.html).toContain('was sent before')
  })

  test.each<[what: string, fields: Record<string, string>, said: string]>([
    ['no name', { name: '', life: '30', 'customers:read': 'on' }, 'field-name-fault'],
    ['nothing to do', { name: 'A', life: '30' }, 'scopes-fault'],
    ['more than one may do oneself', { name: 'A', life: '30', 'audit-logs:read': 'on' }, 'scopes-fault'],
    ['a life of its own', { name: 'A', life: '7', 'customers:read': 'on' }, 'role="alert"'],
    ['a scope there is not', { name: 'A', life: '30', 'everything:write': 'on' }, 'role="alert"'],
  ])('is not made with %s', async (_what, fields, said) => {
    const browser = await signedIn(await house.signIn())
    const { status, html } = await browser.submit(path, fields)
    expect(status).toBe(422)
    expect(html).toContain(said)
    expect((await browser.get('/account/api-keys')).html).toContain('There are no keys.')
  })
})

describe('what is grave', () => {
  const grave: [path: string, fields: Record<string, string>][] = [
    ['/account/api-keys/new', { name: 'A', life: '30', 'customers:read': 'on' }],
    ['/account/export', {}],
    ['/account/erase', { email: 'a@example.com' }],
    ['/account/identities/remove', { id: crypto.randomUUID() }],
  ]

  test.each(grave)('%s wants a recent proof first, and leads back [V7.5.1]', async (path, fields) => {
    const browser = await signedIn(await house.signIn())
    const hidden = await browser.hidden('/account/name')
    const button = path.endsWith('/remove')
    const page = path.replace('/remove', '')
    late = 11 * 60_000
    try {
      const there = `/reauthenticate?then=${page}`
      if (!button) expect(await browser.get(path)).toMatchObject({ status: 303, location: there })
      expect(await browser.post(path, { ...hidden, ...fields })).toMatchObject({
        status: 303,
        location: there,
      })
    } finally {
      late = 0
    }
  })

  test('takes everything along, as a file [V5.4.1]', async () => {
    const ada = await house.signIn()
    const browser = await signedIn(ada)
    const { response, html } = await browser.submit('/account/export', {})
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="holdfast-[\d-]+\.json"$/,
    )
    expect(JSON.stringify(JSON.parse(html))).toContain(ada.email)
  })

  test('erases for good, for who types their address, and leaves nothing behind', async () => {
    const ada = await house.signIn()
    const browser = await signedIn(ada)
    const wrong = await browser.submit('/account/erase', { email: 'other@example.com' })
    expect(wrong.status).toBe(422)
    expect(wrong.html).toContain('Must be the address of this account.')
    expect((await browser.get('/account')).status).toBe(200)
    const { status, location, response } = await browser.submit('/account/erase', { email: ada.email })
    expect([status, location]).toEqual([303, '/sign-in?done=erased'])
    expect(response.headers.get('clear-site-data')).toBe('"cache", "storage"')
    expect((await house.send('GET', '/v1/me', undefined, ada.token)).status).toBe(401)
  })
})

describe('a provider', () => {
  test('that failed is told of on the sign-in page, in words that are ours', async () => {
    const { html, status } = await visitor(house).get('/sign-in?problem=provider')
    expect(status).toBe(200)
    expect(html).toContain('That did not work with the provider.')
    expect((await visitor(house).get('/sign-in?problem=%3Cb%3E')).html).not.toContain('<b>')
  })

  test('stands among the other ways in', async () => {
    const browser = await signedIn(await house.signIn())
    expect((await browser.get('/account/identities')).html).toContain('There are none.')
  })
})
