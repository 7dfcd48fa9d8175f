import { TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type House, openHouse, type Person } from '../support/house.ts'
import { type Visitor, visitor } from './visit.ts'

let house: House
/** Milliseconds: a code works once, so that each sign-in needs a later one. */
let late = 0
beforeAll(async () => {
  house = await openHouse({
    wrap: (ports) => ({ ...ports, clock: { ...ports.clock, now: () => ports.clock.now() + late } }),
  })
})
afterAll(() => house?.close())

const enter = (browser: Visitor, { email, password }: Person, page = '/sign-in') =>
  browser.submit(page, { email, password }, '/sign-in')

interface Guarded {
  readonly ada: Person
  readonly browser: Visitor
  readonly code: () => string
  readonly recovery: readonly string[]
}

/** Sets an app up by the forms alone, as a person does. */
async function guarded(): Promise<Guarded> {
  late = 0
  const ada = await house.signIn()
  const browser = visitor(house)
  await enter(browser, ada)
  const page = '/account/second-factors'
  const shown = await browser.submit(page, {}, `${page}/app`)
  expect(shown.status).toBe(200)
  expect(shown.response.headers.get('cache-control')).toBe('no-store')
  const uri = /href="(otpauth:[^"]+)"/.exec(shown.html)?.[1]?.replaceAll('&amp;', '&') ?? ''
  const secret = new URL(uri).searchParams.get('secret') ?? ''
  expect(shown.html.replaceAll(' ', '')).toContain(secret)
  const code = () => new TOTP({ secret, digits: 6, period: 30 }).generate({ timestamp: Date.now() + late })
  const wrong = await browser.submit(`${page}/confirm`, { code: '000000' })
  expect(wrong.status).toBe(422)
  expect(wrong.html).toContain('id="field-code-fault"')
  expect(wrong.html).not.toContain(secret)
  const on = await browser.submit(`${page}/confirm`, { code: code() })
  expect(on.status).toBe(200)
  const recovery = [...on.html.matchAll(/<code>([0-9A-Z-]{29})<\/code>/g)].map(([, text = '']) => text)
  expect(recovery).toHaveLength(10)
  late += 30_000
  return { ada, browser, code, recovery }
}

describe('a second factor', () => {
  test('is set up, asked for after the password, and leads to where one wanted to go', async () => {
    const { ada, code } = await guarded()
    const browser = visitor(house)
    const first = await enter(browser, ada, '/sign-in?then=/account/name')
    expect(first).toMatchObject({ status: 303, location: '/second-factor?then=/account/name' })
    const [cookie] = first.response.headers.getSetCookie()
    expect(cookie).toMatch(
      /^__Host-challenge=hf_c_[\w-]{49}; Max-Age=300; Secure; HttpOnly; SameSite=Lax; Path=\/$/,
    )
    expect((await browser.get('/account')).status).toBe(303)
    const page = await browser.get(first.location ?? '')
    expect(page.html).toContain('autocomplete="one-time-code"')
    expect(page.html).not.toContain(browser.jar.get('__Host-challenge'))
    const wrong = await browser.submit(first.location ?? '', { code: '000000' }, '/second-factor')
    expect(wrong.status).toBe(401)
    expect(wrong.html).toContain('This code is not right')
    const right = await browser.submit(first.location ?? '', { code: code() }, '/second-factor')
    expect(right).toMatchObject({ status: 303, location: '/account/name' })
    expect([...browser.jar.keys()]).toEqual(['__Host-sid'])
    expect((await browser.get('/account')).status).toBe(200)
  })

  test('may be a recovery code, once', async () => {
    const { ada, recovery } = await guarded()
    for (const status of [303, 401]) {
      const browser = visitor(house)
      await enter(browser, ada)
      const typed = ` ${recovery[0]?.toLowerCase()} `
      expect((await browser.submit('/second-factor', { code: typed })).status).toBe(status)
    }
  })

  test('is not asked of who has not shown a password', async () => {
    const browser = visitor(house)
    expect(await browser.get('/second-factor')).toMatchObject({ status: 303, location: '/sign-in' })
    expect((await browser.post('/second-factor', { code: '123456' })).status).toBe(401)
  })

  test('proves again who one is, as the password does; nothing at all does not', async () => {
    const { browser, code, ada } = await guarded()
    const path = '/reauthenticate?then=/account/second-factors'
    const prove = (fields: Record<string, string>) => browser.submit(path, fields, '/reauthenticate')
    expect((await prove({ password: '', code: '' })).status).toBe(422)
    expect((await prove({ password: '', code: '000000' })).status).toBe(401)
    expect(await prove({ password: '', code: code() })).toMatchObject({
      status: 303,
      location: '/account/second-factors',
    })
    expect((await prove({ password: ada.password, code: '' })).status).toBe(303)
  })

  test('gives way to new recovery codes, and goes when it is removed [V7.4.3]', async () => {
    const { ada, browser, recovery } = await guarded()
    const page = '/account/second-factors'
    expect((await browser.get(page)).html).toContain('10 left.')
    const { html } = await browser.submit(page, {}, `${page}/codes`)
    expect(html.match(/<code>[0-9A-Z-]{29}<\/code>/g)).toHaveLength(10)
    expect(html).not.toContain(recovery[0])
    expect(await browser.submit(page, {}, `${page}/remove`)).toMatchObject({
      location: `${page}?done=removed`,
    })
    expect((await browser.submit('/account/name', { name: 'Still here' })).status).toBe(303)
    expect((await enter(visitor(house), ada)).location).toBe('/account')
  })

  test('is grave: without a recent proof every button leads to one [V7.5.1]', async () => {
    const { browser } = await guarded()
    const page = '/account/second-factors'
    const hidden = await browser.hidden(page, `${page}/remove`)
    late += 11 * 60_000
    for (const name of ['app', 'remove', 'codes'])
      expect(await browser.post(`${page}/${name}`, hidden)).toMatchObject({
        status: 303,
        location: `/reauthenticate?then=${page}`,
      })
  })
})
