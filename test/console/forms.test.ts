import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mint } from '../../src/auth/tokens.ts'
import { parseForm } from '../../src/gateway/form.ts'
import { type House, openHouse, type Person } from '../support/house.ts'
import { sameOrigin, type Visitor, visitor } from './visit.ts'

const password = 'kelp holds on to rock'
const ours = 'http://holdfast.test'
const fresh = () => `p${randomBytes(6).toString('hex')}@example.com`

let house: House
let ada: Person
beforeAll(async () => {
  house = await openHouse()
  ada = await house.signIn()
})
afterAll(() => house?.close())

async function signedIn(person: Person = ada): Promise<Visitor> {
  const browser = visitor(house)
  const { status } = await browser.submit('/sign-in', { email: person.email, password: person.password })
  expect(status).toBe(303)
  return browser
}

/** What every page carries, whatever it says [V3.4.1] [V3.4.3] [V3.4.4] [V3.4.5] [V3.4.6] [V3.4.8]. */
function expectPage({ headers }: Response) {
  expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('referrer-policy')).toBe('no-referrer')
  expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
  expect(headers.get('strict-transport-security')).toBe('max-age=63072000; includeSubDomains')
  expect(headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/)
  const policy = headers.get('content-security-policy') ?? ''
  for (const part of ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'"])
    expect(policy).toContain(part)
  expect(policy).not.toContain('unsafe')
}

const nameOf = async ({ token }: Person = ada) =>
  ((await (await house.send('GET', '/v1/me', undefined, token)).json()) as { name: string | null }).name

describe('a form', () => {
  test('registers, verifies and signs in, each time leading on with 303', async () => {
    const browser = visitor(house)
    const email = fresh()
    expect(await browser.submit('/register', { email, password, name: '' })).toMatchObject({
      status: 303,
      location: '/mail-sent',
    })
    const token = /token=([\w-]+)/.exec((await house.mailTo(email))[0]?.text ?? '')?.[1] ?? ''
    const link = `/verify-email?token=${token}`
    for (const _ of [1, 2]) expect((await browser.get(link)).status).toBe(200)
    expect(await browser.submit(link, {}, '/verify-email')).toMatchObject({
      status: 303,
      location: '/sign-in?done=verified',
    })
    const again = await browser.submit(link, {}, '/verify-email')
    expect(again.status).toBe(422)
    expect(again.html).toContain('This link is not valid any more.')
    expect(again.html).not.toContain(token)
    const entered = await browser.submit('/sign-in', { email, password })
    expect(entered).toMatchObject({ status: 303, location: '/account' })
    expect(entered.response.headers.get('cache-control')).toBe('no-store')
    expect(entered.response.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Host-sid=hf_s_[\w-]{49}; Secure; HttpOnly; SameSite=Lax; Path=\/$/),
    ])
    expect((await browser.get('/account')).html).toContain(email)
  })

  test('that registers a known address leads where an unknown one does', async () => {
    const answers = await Promise.all(
      [ada.email, fresh()].map((email) => visitor(house).submit('/register', { email, password })),
    )
    expect(answers.map(({ status, location, html }) => [status, location, html])).toEqual(
      Array(2).fill([303, '/mail-sent', '']),
    )
  })

  const refusals: [
    what: string,
    path: string,
    fields: Record<string, string>,
    status: number,
    said: string,
  ][] = [
    ['no address', '/register', { email: 'nobody', password }, 422, 'field-email-fault'],
    [
      'a short password',
      '/register',
      { email: 'a@example.com', password: 'short' },
      422,
      'field-password-fault',
    ],
    [
      'a field nobody asked for',
      '/register',
      { email: 'a@example.com', password, role: 'admin' },
      422,
      'role="alert"',
    ],
    [
      'a control character',
      '/register',
      { email: 'a@example.com', password, name: 'a\u0007' },
      422,
      'field-name-fault',
    ],
    ['nothing', '/sign-in', {}, 422, 'field-email-fault'],
    ['a wrong password', '/sign-in', { email: 'nobody@example.com', password }, 401, 'is not right'],
    ['a token nobody has', '/verify-email', { token: mint('v').token }, 422, 'not valid any more'],
    ['a token of another purpose', '/verify-email', { token: mint('r').token }, 422, 'not valid any more'],
    ['no address to send to', '/confirmation-mail', { email: '' }, 422, 'field-email-fault'],
  ]
  test.each(refusals)('with %s is shown again: %s [V3.4.3]', async (_what, path, fields, status, said) => {
    const { response, ...answer } = await visitor(house).submit(path, fields)
    expect(answer.status).toBe(status)
    expect(answer.html).toContain(said)
    expect(answer.html).toMatch(/<div class="trouble" role="alert" tabindex="-1" autofocus/)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expectPage(response)
    for (const [, field] of answer.html.matchAll(/id="field-(\w+)-fault"/g))
      expect(answer.html).toMatch(
        new RegExp(`name="${field}"[^>]*aria-describedby="[^"]*field-${field}-fault" aria-invalid="true"`),
      )
  })

  test('shows again what was typed, escaped, and never a password [V3.2.2] [V1.2.1] [V1.1.2]', async () => {
    const nasty = '"><script>alert(1)</script>'
    const canary = `canary ${randomBytes(6).toString('hex')}`
    for (const path of ['/register', '/sign-in']) {
      const { html } = await visitor(house).submit(path, { email: nasty, password: canary, [nasty]: nasty })
      expect(html).toContain('value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"')
      expect(html).not.toContain('<script>alert')
      expect(html).not.toContain(canary)
    }
    expect(JSON.stringify(house.logged)).not.toMatch(/canary|alert\(1\)/)
  })

  test.each<[what: string, body: string, status: number, type?: string]>([
    ['a field twice', 'email=a%40example.com&email=b%40example.com', 400],
    ['half a percent sign', 'email=%4', 400],
    ['what is no UTF-8', 'email=%ff', 400],
    ['too many fields', Array.from({ length: 65 }, (_, at) => `a${at}=`).join('&'), 400],
    ['too much', `email=${'a'.repeat(300_000)}`, 413],
    ['JSON', '{"email":"a@example.com"}', 415, 'application/json'],
    ['text that looks like a form', 'email=a', 415, 'text/plain'],
    ['parts', 'email=a', 415, 'multipart/form-data; boundary=x'],
    ['another charset', 'email=a', 415, 'application/x-www-form-urlencoded; charset=latin1'],
  ])('of %s is refused', async (_what, body, status, type) => {
    const headers = { ...sameOrigin, ...(type && { 'content-type': type }) }
    const answer = await visitor(house).post('/sign-in', body, headers)
    expect(answer.status).toBe(status)
    expect(answer.html).toContain('<h1>Sign in</h1>')
  })

  test('is read as the URL Standard says', () => {
    expect(parseForm('a=1+2&b=%C3%A4%26&c&csrf=x&=e')).toEqual({
      csrf: 'x',
      fields: { a: '1 2', b: 'ä&', c: '', '': 'e' },
    })
    expect(parseForm('')).toEqual({ csrf: undefined, fields: {} })
    expect(Object.keys(parseForm('__proto__=1').fields)).toEqual(['__proto__'])
  })

  test('too often is told how long to wait', async () => {
    const limits = { ...house.ports.config.limits, login: { count: 2, windowSeconds: 90 } }
    const strict = await openHouse({ config: { limits } })
    try {
      const browser = visitor(strict)
      const attempt = () => browser.post('/sign-in', { email: 'a@example.com', password })
      await attempt()
      await attempt()
      const { status, html, response } = await attempt()
      expect(status).toBe(429)
      const seconds = response.headers.get('retry-after')
      expect(seconds).toMatch(/^\d+$/)
      // A window that is almost over leaves one.
      const told = seconds === '1' ? '1 second' : `${seconds} seconds`
      expect(html).toContain(`That was too often. Please try again in ${told}.`)
    } finally {
      await strict.close()
    }
  })
})

describe('a form changes nothing that does not come from our pages [V3.5.1]', () => {
  const elsewhere: [what: string, headers: Record<string, string>][] = [
    ['from nowhere', {}],
    ['from another site', { 'sec-fetch-site': 'cross-site' }],
    ['from a sister site', { 'sec-fetch-site': 'same-site' }],
    ['from the address bar', { 'sec-fetch-site': 'none' }],
    ['from another origin', { origin: 'https://evil.example' }],
    ['from no origin', { origin: 'null' }],
    ['from a host that begins like ours', { origin: `${ours}.evil.example` }],
    ['from another site that says it is ours', { 'sec-fetch-site': 'cross-site', origin: ours }],
  ]

  test.each(elsewhere)('%s, where nobody is signed in', async (_what, headers) => {
    for (const [path, fields] of [
      ['/sign-in', { email: ada.email, password: ada.password }],
      ['/register', { email: fresh(), password }],
    ] as const) {
      const { status, response } = await visitor(house).post(path, fields, headers)
      expect(status).toBe(403)
      expect(response.headers.getSetCookie()).toEqual([])
    }
  })

  test.each(elsewhere)('%s, with a token', async (_what, headers) => {
    const browser = await signedIn()
    const { csrf = '' } = await browser.hidden('/account/name')
    const before = await nameOf()
    const { status, html } = await browser.post('/account/name', { csrf, name: 'Eve' }, headers)
    expect(status).toBe(403)
    expect(html).toContain('Please check it, and send it once more.')
    expect(await nameOf()).toBe(before)
  })

  test.each<[what: string, token: (own: string, foreign: string) => Record<string, string>]>([
    ['no token', () => ({})],
    ['an empty token', () => ({ csrf: '' })],
    ['half a token', (own) => ({ csrf: own.slice(0, -1) })],
    ['the token of another session', (_own, foreign) => ({ csrf: foreign })],
  ])('with %s', async (_what, token) => {
    const [browser, other] = [await signedIn(), await signedIn()]
    const { csrf = '' } = await browser.hidden('/account/name')
    const { csrf: foreign = '' } = await other.hidden('/account/name')
    const before = await nameOf()
    for (const [path, fields] of [
      ['/account/name', { name: 'Eve' }],
      ['/account/sessions/end-others', {}],
      ['/sign-out', {}],
      ['/sign-in', { email: ada.email, password: ada.password }],
    ] as const)
      expect((await browser.post(path, { ...fields, ...token(csrf, foreign) })).status).toBe(403)
    expect(await nameOf()).toBe(before)
    expect((await other.get('/account')).status).toBe(200)
  })

  test('with a token in a header: a form has a field for it', async () => {
    const browser = await signedIn()
    const { csrf = '' } = await browser.hidden('/account/name')
    expect(
      (await browser.post('/account/name', { name: 'Eve' }, { ...sameOrigin, 'x-csrf-token': csrf })).status,
    ).toBe(403)
  })

  test('and what comes from there does, in a browser of today and of yesterday', async () => {
    const browser = await signedIn()
    for (const headers of [sameOrigin, { origin: ours }]) {
      const wanted = crypto.randomUUID()
      const fields = { ...(await browser.hidden('/account/name')), name: wanted }
      expect((await browser.post('/account/name', fields, headers)).status).toBe(303)
      expect(await nameOf()).toBe(wanted)
    }
  })

  test('nor does opening any page change anything [V3.5.3] [V7.6.2]', async () => {
    const browser = await signedIn()
    for (const path of ['/sign-out', '/account/sessions/end', '/account/sessions/end-others'])
      expect((await browser.get(path)).status).toBe(405)
    expect((await browser.get('/account')).status).toBe(200)
  })
})

describe('where a form leads on to is a page of ours [V3.7.2]', () => {
  test.each([
    ['https://evil.example', '/account'],
    ['//evil.example', '/account'],
    ['/\\evil.example', '/account'],
    ['/%2fevil.example', '/account'],
    ['/account/../..//evil.example', '/account'],
    ['javascript:alert(1)', '/account'],
    ['/account?x=1', '/account'],
    ['account', '/account'],
    ['', '/account'],
    ['/v1/me', '/account'],
    ['/account\r\nset-cookie: a=b', '/account'],
    [`/${'a'.repeat(150)}`, '/account'],
    ['/account/name', '/account/name'],
  ])('%j leads to %s', async (then, location) => {
    const fields = { email: ada.email, password: ada.password, then }
    const browser = visitor(house)
    const sent = await browser.post('/sign-in', fields)
    if (sent.status !== 422) expect(sent).toMatchObject({ status: 303, location })
    const inside = await signedIn()
    const led = await inside.get(`/sign-in?then=${encodeURIComponent(then)}`)
    if (led.status !== 422) expect(led).toMatchObject({ status: 303, location })
    const { html } = await visitor(house).get(`/sign-in?then=${encodeURIComponent(then)}`)
    expect(html).not.toContain('evil')
  })
})

describe('whoever is not signed in', () => {
  test.each(['/account', '/account/name'])('is led from %s to sign in, and back', async (path) => {
    const browser = visitor(house)
    const { status, location } = await browser.get(path)
    expect(status).toBe(303)
    const then = await browser.submit(
      location ?? '',
      { email: ada.email, password: ada.password },
      '/sign-in',
    )
    expect(then).toMatchObject({ status: 303, location: path })
  })

  test('is led there by a button as well, and back to its page', async () => {
    const browser = visitor(house)
    expect(await browser.post('/account/sessions/end', { id: ada.sessionId })).toMatchObject({
      status: 303,
      location: '/sign-in',
    })
  })

  test('since the session is over loses the cookie, and is kept from no page', async () => {
    const browser = await signedIn()
    const cookie = { '__Host-sid': browser.jar.get('__Host-sid') ?? '' }
    const { csrf = '' } = await browser.hidden('/account/name')
    expect((await browser.submit('/account', {}, '/sign-out')).status).toBe(303)
    const back = (path: string) => {
      const stale = visitor(house)
      stale.jar.set('__Host-sid', cookie['__Host-sid'])
      return { stale, path }
    }
    for (const path of ['/', '/docs', '/problems', '/sign-in?then=/account/name', '/register']) {
      const { stale } = back(path)
      expect(await stale.get(path)).toMatchObject({ status: 303, location: path })
      expect([...stale.jar]).toEqual([])
      expect((await stale.get(path)).status).toBe(200)
    }
    const { stale } = back('/account')
    expect(await stale.get('/account')).toMatchObject({ status: 303, location: '/sign-in' })
    expect([...stale.jar]).toEqual([])
    const again = back('/sign-in').stale
    const sent = await again.post('/sign-in', { csrf, email: ada.email, password: ada.password })
    expect(sent.status).toBe(401)
    expect(sent.html).toContain('You had been signed out meanwhile.')
    expect([...again.jar]).toEqual([])
  })
})

describe('whoever is signed in', () => {
  const pages = [
    '/',
    '/docs',
    '/problems',
    '/problems/csrf',
    '/account',
    '/account/name',
    '/register',
    '/dev/mail',
  ]
  test.each(pages)('can leave from %s, and nobody keeps that page [V7.4.4] [V14.3.2]', async (path) => {
    const browser = await signedIn()
    const { html, response } = await browser.get(path)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await browser.hidden(path, '/sign-out')).toEqual({ csrf: expect.stringMatching(/^[\w-]{43}$/) })
    expect(html).not.toContain(browser.jar.get('__Host-sid'))
    expect(html).not.toContain('csrf-of-this-visitor')
  })

  test('leaves nothing behind [V7.4.1] [V14.3.1]', async () => {
    const browser = await signedIn()
    const cookie = `__Host-sid=${browser.jar.get('__Host-sid')}`
    const { status, location, response } = await browser.submit('/account', {}, '/sign-out')
    expect([status, location]).toEqual([303, '/sign-in?done=signed-out'])
    expect(response.headers.get('clear-site-data')).toBe('"cache", "storage"')
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Host-sid=; Max-Age=0; Secure/),
    ])
    expect((await house.fetch('/v1/me', { headers: { cookie } })).status).toBe(401)
  })

  test('sees where, and ends a session there [V7.5.2] [V10.4.9]', async () => {
    const [browser, other] = [await signedIn(), await signedIn()]
    const { html } = await browser.get('/account')
    expect(html).toContain('This one')
    const ids = [...html.matchAll(/name="id" value="([\w-]+)"/g)].map(([, id = '']) => id)
    const mine = await browser.hidden('/account', '/account/sessions/end-others')
    const foreign = await house.signIn()
    const refused = await browser.post('/account/sessions/end', { ...mine, id: foreign.sessionId })
    expect(refused.status).toBe(404)
    expect(refused.html).toContain('not here any more')
    expect((await browser.post('/account/sessions/end', { ...mine, id: 'x' })).status).toBe(422)
    expect(await nameOf(foreign)).toBeNull()
    expect(ids.length).toBeGreaterThan(2)
    expect(await browser.post('/account/sessions/end-others', mine)).toMatchObject({
      location: '/account?done=sessions',
    })
    expect((await other.get('/account')).status).toBe(303)
    expect((await browser.get('/account')).html.match(/name="id"/g)).toHaveLength(1)
  })

  test('shows a name as text, whatever it is [V3.2.2]', async () => {
    const browser = await signedIn(await house.signIn())
    for (const name of ['<img src=x onerror=alert(1)>', '{{7*7}}', '&amp;<b>']) {
      expect((await browser.submit('/account/name', { name })).status).toBe(303)
      const { html } = await browser.get('/account')
      expect(html).not.toMatch(/<img|<b>/)
      expect(html).toContain(name.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'))
    }
  })
})

describe('whoever is asked again who they are', () => {
  const path = '/reauthenticate?then=/account/name'

  test('shows it by the password, goes on in a new session, and the old one is over [V7.2.4]', async () => {
    const browser = await signedIn()
    const cookie = `__Host-sid=${browser.jar.get('__Host-sid')}`
    const { status, location } = await browser.submit(path, { password: ada.password }, '/reauthenticate')
    expect([status, location]).toEqual([303, '/account/name'])
    expect((await browser.get('/account/name')).status).toBe(200)
    expect((await house.fetch('/v1/me', { headers: { cookie } })).status).toBe(401)
  })

  test('and cannot, stays where they are', async () => {
    const browser = await signedIn()
    const { status, html } = await browser.submit(path, { password }, '/reauthenticate')
    expect(status).toBe(401)
    expect(html).toContain('That did not prove who you are.')
    expect(html).toContain('name="then" value="/account/name"')
    expect((await browser.get('/account')).status).toBe(200)
  })
})

test('a password is typed unseen, may be pasted, and a manager knows which it is [V6.2.6] [V6.2.7]', async () => {
  const fields = async (path: string) =>
    [...(await visitor(house).get(path)).html.matchAll(/<input id="[^>]*>/g)].map(([input]) => input)
  const all = [...(await fields('/sign-in')), ...(await fields('/register'))]
  expect(all.map((input) => /autocomplete="([^"]+)"/.exec(input)?.[1])).toEqual([
    'username',
    'current-password',
    'username',
    'new-password',
    'name',
  ])
  for (const input of all) {
    expect(input).not.toMatch(/onpaste|autocomplete="off"|readonly/)
    if (input.includes('name="password"')) {
      expect(input).toContain('type="password"')
      expect(input).not.toMatch(/maxlength|value=/)
    }
  }
})
