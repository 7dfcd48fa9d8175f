/** Signing in with a provider, as a person in a browser does, with a real OpenID provider at the other end. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sha256 } from '../../src/core/bytes.ts'
import { openBrowser } from '../support/browser.ts'
import { openProviderHouse, type ProviderHouse, refusal } from './provider-house.ts'

const password = 'kelp holds on to rock'

describe('signing in with a provider', () => {
  let all: ProviderHouse
  beforeAll(async () => {
    all = await openProviderHouse()
  })
  afterAll(() => all?.close())

  const userBy = async (email: string) =>
    (await all.query(`select *, verified_at::text as verified from users where email = $1`, email))[0]
  const send: ProviderHouse['house']['send'] = (...asked) => all.house.send(...asked)
  const logIn = (email: string, word = password) => send('POST', '/v1/auth/login', { email, password: word })

  test('asks the provider with state, nonce and PKCE, for no more than it needs [V10.2.1] [V10.2.3]', async () => {
    const browser = openBrowser(all.house)
    const question = await browser.start('honest')
    expect(question.origin).toBe(all.honest.issuer)
    const asked = Object.fromEntries(question.searchParams)
    expect(asked).toEqual({
      client_id: 'holdfast',
      redirect_uri: 'http://holdfast.test/v1/auth/oidc/honest/callback',
      response_type: 'code',
      scope: 'openid email profile',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    })
    const again = await openBrowser(all.house).start('honest')
    for (const name of ['state', 'nonce', 'code_challenge'])
      expect(again.searchParams.get(name)).not.toBe(asked[name])
  })

  test('binds the attempt to the browser by a cookie, and keeps a hash of it alone [V3.3.1] [V3.3.2] [V3.3.3]', async () => {
    const response = await all.house.fetch('/v1/auth/oidc/honest/start?returnTo=/account')
    expect(response.headers.get('cache-control')).toBe('no-store')
    const [cookie = ''] = response.headers.getSetCookie()
    expect(cookie).toMatch(
      /^__Host-attempt=hf_c_[\w-]{49}; Max-Age=600; Secure; HttpOnly; SameSite=Lax; Path=\/$/,
    )
    const secret = /=([^;]+)/.exec(cookie)?.[1] ?? ''
    const [row] = await all.query('select * from challenges where token_hash = $1', sha256(secret))
    expect(row).toMatchObject({ purpose: 'oidc', user_id: null, used_at: null })
    expect(row?.payload).toEqual({ provider: 'honest', returnTo: '/account' })
    for (const name of ['state', 'nonce'])
      expect(JSON.stringify(row)).not.toContain(
        new URL(response.headers.get('location') ?? '').searchParams.get(name),
      )
  })

  test('makes a verified user without a password of an unknown address, and a session as a cookie [V10.1.1]', async () => {
    const { sub, email } = all.person({ name: 'Grace Hopper' })
    const { browser, response, location } = await all.signInAs(sub)
    expect([response.status, location, await response.text()]).toEqual([303, '/account', ''])
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect([...browser.jar.keys()]).toEqual(['__Host-sid'])

    const me = await all.whoIs(browser)
    expect(me).toMatchObject({ email, name: 'Grace Hopper', role: 'member', version: 1 })
    expect(await userBy(email)).toMatchObject({ password_hash: null, verified: expect.any(String) })
    const sessions = (await (await browser.go('/v1/auth/sessions')).json()) as { data: object[] }
    expect(sessions.data).toMatchObject([{ transport: 'cookie', method: 'oidc', current: true }])
    expect(await all.events(me?.id ?? '')).toEqual([
      'auth.identity.linked success',
      'auth.login.succeeded success',
    ])
    // No password: none opens it.
    expect((await logIn(email)).status).toBe(401)
  })

  test('knows a person by issuer and subject: a new address, or none, changes nothing [V10.3.3] [V10.5.2]', async () => {
    const { sub, email } = all.person()
    const first = await all.whoIs((await all.signInAs(sub)).browser)
    for (const claims of [
      { email: 'new@example.com', email_verified: true },
      { email, email_verified: false },
      {},
    ]) {
      all.honest.people.set(sub, claims)
      expect(await all.whoIs((await all.signInAs(sub)).browser)).toEqual(first)
    }
  })

  test('does not give an account to the next who has its address at the same provider [V10.5.2]', async () => {
    const one = all.person()
    const owner = await all.whoIs((await all.signInAs(one.sub)).browser)
    const two = all.person({ email: one.email })
    const before = await all.made()
    const { browser, location } = await all.signInAs(two.sub)
    expect([location, browser.jar.size]).toEqual([refusal, 0])
    expect(await all.made()).toEqual(before)
    expect((await all.events(owner?.id ?? '')).at(-1)).toBe('auth.identity.refused denied')
  })

  test('links a verified user whose address the provider vouches for, and tells the owner', async () => {
    const ada = await all.house.signIn()
    const { sub } = all.person({ email: ada.email, name: 'Somebody' })
    const { browser, location } = await all.signInAs(sub)
    expect(location).toBe('/account')
    expect(await all.whoIs(browser)).toMatchObject({ id: ada.id, name: null })
    const subjects = (await all.house.mailTo(ada.email)).map(({ subject }) => subject)
    expect(subjects).toContain('A new way to sign in')
    // What was there before stays: the password, and the sessions.
    expect((await logIn(ada.email, ada.password)).status).toBe(200)
    expect((await send('GET', '/v1/me', undefined, ada.token)).status).toBe(200)
    expect(await all.events(ada.id)).toContain('auth.identity.linked success')
  })

  test('takes a registration that nobody proved from whoever made it: password, name, mails and sessions', async () => {
    const { sub, email } = all.person({ name: 'The Owner' })
    await send('POST', '/v1/auth/register', { email, password, name: 'An Intruder' })
    const token = await all.house.mailedToken(email, 'v')
    const { id } = (await userBy(email)) as { id: string }
    // None can come about; if one did, it would have to end.
    await all.alter(
      `insert into sessions (id, token_hash, user_id, transport, expires_at)
        values ($1::uuid, $2, $3::uuid, 'bearer', now() + interval '1 day')`,
      crypto.randomUUID(),
      sha256(email),
      id,
    )

    const { browser } = await all.signInAs(sub)
    expect(await all.whoIs(browser)).toMatchObject({ id, email, name: 'The Owner' })
    expect((await logIn(email)).status).toBe(401)
    expect((await send('POST', '/v1/auth/verify-email', { token })).status).toBe(422)
    expect((await logIn(email)).status).toBe(401)
    const [stray] = await all.query('select revoked_at from sessions where token_hash = $1', sha256(email))
    expect(stray?.revoked_at).not.toBeNull()
    expect(await all.events(id)).toEqual(
      expect.arrayContaining(['auth.email.verified success', 'auth.identity.linked success']),
    )
    // It was nobody's account before: there is nobody to be told of a new way into it.
    expect((await all.house.mailTo(email)).map(({ subject }) => subject)).not.toContain(
      'A new way to sign in',
    )
  })

  test.each<[why: string, claims: object]>([
    ['one that it does not vouch for', { email_verified: false }],
    ['one of which it does not say', { email_verified: undefined }],
    ['none', { email: undefined }],
    ['one that is none', { email: 'not an address' }],
    ['one with an invisible character', { email: `a\u200bb${randomBytes(4).toString('hex')}@example.com` }],
  ])('is refused at the first time with an address: %s', async (_why, claims) => {
    const { sub } = all.person(claims)
    const before = await all.made()
    const { browser, location } = await all.signInAs(sub)
    expect([location, browser.jar.size]).toEqual([refusal, 0])
    expect(await all.made()).toEqual(before)
  })

  test('does not open the account whose address somebody only claims, and its log says so', async () => {
    const ada = await all.house.signIn()
    const { sub } = all.person({ email: ada.email, email_verified: false })
    const before = await all.made()
    expect((await all.signInAs(sub)).location).toBe(refusal)
    expect(await all.made()).toEqual(before)
    expect((await all.events(ada.id)).at(-1)).toBe('auth.identity.refused denied')
  })

  test.each(['disabled_at', 'erased_at'])('is refused where the user is %s', async (state) => {
    const { sub, email } = all.person()
    const me = await all.whoIs((await all.signInAs(sub)).browser)
    await all.alter(`update users set ${state} = now() where email = $1`, email)
    const other = all.person({ email })
    const before = await all.made()
    expect((await all.signInAs(sub)).location).toBe(refusal)
    await all.alter('delete from identities where user_id = $1::uuid', me?.id ?? '')
    expect((await all.signInAs(other.sub)).location).toBe(refusal)
    expect(await all.made()).toEqual({ ...before, identities: Number(before?.identities) - 1 })
    expect((await all.events(me?.id ?? '')).slice(-2)).toEqual([
      'auth.login.failed denied',
      'auth.identity.refused denied',
    ])
  })

  test('leads who has a second factor to it, with a challenge in a cookie and no session [V6.8.4]', async () => {
    const { sub } = all.person()
    const me = await all.whoIs((await all.signInAs(sub)).browser)
    await all.alter(
      `insert into totp_factors (user_id, secret, confirmed_at) values ($1::uuid, 'x', now())`,
      me?.id ?? '',
    )
    const { browser, location } = await all.signInAs(sub, undefined, '/v1/auth/sessions')
    expect(location).toBe(`/second-factor?then=${encodeURIComponent('/v1/auth/sessions')}`)
    expect([...browser.jar.keys()]).toEqual(['__Host-challenge'])
    const challenge = browser.jar.get('__Host-challenge') ?? ''
    expect(location).not.toContain(challenge)
    const [row] = await all.query('select * from challenges where token_hash = $1', sha256(challenge))
    expect(row).toMatchObject({
      purpose: 'second-factor',
      user_id: me?.id,
      payload: { transport: 'cookie', first: 'oidc' },
    })
    expect((await all.events(me?.id ?? '')).at(-1)).toBe('auth.login.challenged success')
  })

  test('of a new person, twenty times at once, makes one user and one identity', async () => {
    const { sub, email } = all.person()
    const browsers = Array.from({ length: 20 }, () => openBrowser(all.house))
    const answers: Record<string, string>[] = []
    for (const browser of browsers) answers.push(await all.honest.answer(await browser.start('honest'), sub))
    const done = await Promise.all(browsers.map((browser, at) => browser.finish('honest', answers[at] ?? {})))
    expect(done.map(({ headers }) => headers.get('location'))).toEqual(Array(20).fill('/account'))
    const [count] = await all.query(
      `select count(distinct u.id)::int as users, count(*)::int as identities
        from users u join identities i on i.user_id = u.id where u.email = $1`,
      email,
    )
    expect(count).toEqual({ users: 1, identities: 1 })
    expect((await all.whoIs(browsers[7] as never))?.email).toBe(email)
  })

  test('of two people with one address, at once, gives the account to one of them', async () => {
    for (let round = 0; round < 5; round++) {
      const one = all.person()
      const two = all.person({ email: one.email })
      const browsers = [openBrowser(all.house), openBrowser(all.house)] as const
      const answers = [
        await all.honest.answer(await browsers[0].start('honest'), one.sub),
        await all.honest.answer(await browsers[1].start('honest'), two.sub),
      ]
      const done = await Promise.all(
        browsers.map((browser, at) => browser.finish('honest', answers[at] ?? {})),
      )
      expect(done.map(({ headers }) => headers.get('location')).sort()).toEqual(['/account', refusal])
    }
  })

  test('goes where one wanted to go', async () => {
    const { sub } = all.person()
    expect((await all.signInAs(sub, undefined, '/v1/auth/sessions?x=1#top')).location).toBe(
      '/v1/auth/sessions?x=1#top',
    )
  })

  test('takes the same subject at two providers for two people [V6.8.1] [V10.3.3]', async () => {
    const { sub } = all.person()
    const one = await all.whoIs((await all.signInAs(sub)).browser)
    const browser = openBrowser(all.house)
    const question = (await browser.start('evil')).searchParams
    const [nonce = '', state = ''] = [question.get('nonce') ?? '', question.get('state') ?? '']
    const claims = all.evil.claims(nonce, { sub, email: `q${sub}@example.com`, email_verified: true })
    all.evil.tell('/token', async () => all.evil.tokens(await all.evil.sign(claims)))
    await browser.finish('evil', { code: 'c', state })
    const other = await all.whoIs(browser)
    expect(other?.email).toBe(`q${sub}@example.com`)
    expect(other?.id).not.toBe(one?.id)
  })

  test('ends the session that the browser had, and adopts none that was planted [V7.2.4]', async () => {
    const { sub } = all.person()
    const browser = openBrowser(all.house)
    await all.signInAs(sub, browser)
    const before = browser.jar.get('__Host-sid') ?? ''
    const elsewhere = (await all.signInAs(sub)).browser
    await all.signInAs(sub, browser)
    expect(browser.jar.get('__Host-sid')).not.toBe(before)
    expect((await send('GET', '/v1/me', undefined, before)).status).toBe(401)
    expect((await browser.go('/v1/me')).status).toBe(200)
    expect((await elsewhere.go('/v1/me')).status).toBe(200)
  })

  test('is not stopped by a session that is over', async () => {
    const { sub } = all.person()
    const browser = openBrowser(all.house)
    browser.jar.set('__Host-sid', 'hf_s_gone')
    expect((await all.signInAs(sub, browser)).location).toBe('/account')
    expect(browser.jar.get('__Host-sid')).toMatch(/^hf_s_[\w-]{49}$/)
  })

  test('with GitHub takes the number for the person and the primary address that is verified', async () => {
    const id = 4_000_000 + Math.floor(Math.random() * 1e6)
    const email = `g${id}@example.com`
    const emails = [
      { email: `other${id}@example.com`, primary: false, verified: true },
      { email, primary: true, verified: true },
    ]
    const through = async (account: Parameters<typeof all.hub.answer>[1]) => {
      const browser = openBrowser(all.house)
      const question = await browser.start('github')
      expect(Object.fromEntries(question.searchParams)).toMatchObject({
        scope: 'user:email',
        code_challenge_method: 'S256',
      })
      const response = await browser.finish('github', all.hub.answer(question, account))
      return { browser, location: response.headers.get('location') }
    }
    const first = await through({ id, name: 'Linus', emails })
    expect(await all.whoIs(first.browser)).toMatchObject({ email, name: 'Linus' })
    const renamed = await through({ id, name: null, emails: [] })
    expect(await all.whoIs(renamed.browser)).toMatchObject({ email, name: 'Linus' })

    const before = await all.made()
    for (const unproven of [
      [{ email: `x${id}@example.com`, primary: true, verified: false }],
      [{ email: `x${id}@example.com`, primary: false, verified: true }],
      [],
    ])
      expect((await through({ id: id + 2_000_000, name: null, emails: unproven })).location).toBe(refusal)
    expect(await all.made()).toEqual(before)
  })

  test('is offered by name', async () => {
    const response = await all.house.fetch('/v1/auth/providers')
    expect([response.status, await response.json()]).toMatchObject([
      200,
      {
        data: [
          { name: 'honest', title: 'Honest', start: '/v1/auth/oidc/honest/start' },
          { name: 'evil' },
          { name: 'away' },
          { name: 'github', title: 'GitHub' },
        ],
      },
    ])
  })

  describe('leaves an identity that its owner', () => {
    const identities = async (token: string) =>
      (
        (await (await send('GET', '/v1/auth/identities', undefined, token)).json()) as {
          data: { id: string }[]
        }
      ).data
    const linked = async () => {
      const ada = await all.house.signIn()
      const { sub } = all.person({ email: ada.email })
      const { browser } = await all.signInAs(sub)
      const [{ id = '' } = {}] = await identities(ada.token)
      return { ada, sub, browser, id }
    }

    test('can see, without its subject', async () => {
      const { ada, sub } = await linked()
      const data = await identities(ada.token)
      expect(data).toEqual([
        {
          id: expect.any(String),
          provider: 'honest',
          issuer: all.honest.issuer,
          createdAt: expect.any(String),
        },
      ])
      expect(JSON.stringify(data)).not.toContain(sub)
    })

    test('can end: it signs in nobody, other sessions are dead, and the owner is told', async () => {
      const { ada, browser, id } = await linked()
      expect((await browser.go('/v1/me')).status).toBe(200)
      expect((await send('DELETE', `/v1/auth/identities/${id}`, undefined, ada.token)).status).toBe(204)
      expect((await browser.go('/v1/me')).status).toBe(401)
      expect(await identities(ada.token)).toEqual([])
      expect((await all.house.mailTo(ada.email)).map(({ subject }) => subject)).toContain(
        'A way to sign in was removed',
      )
      expect(await all.events(ada.id)).toContain('auth.identity.removed success')
      const again = await send('DELETE', `/v1/auth/identities/${id}`, undefined, ada.token)
      expect(again.status).toBe(404)
    })

    test('cannot end where nothing else would open the account', async () => {
      const { sub, email } = all.person()
      const { browser } = await all.signInAs(sub)
      const me = await all.whoIs(browser)
      const [row] = await all.query('select id from identities where user_id = $1::uuid', me?.id ?? '')
      const { csrfHeaders } = await csrfOf(browser)
      const end = () =>
        browser.go(`/v1/auth/identities/${row?.id}`, { method: 'DELETE', headers: csrfHeaders })
      const refused = await end()
      expect([refused.status, await refused.json()]).toMatchObject([409, { code: 'conflict' }])
      await all.alter(`update users set password_hash = 'x' where email = $1`, email)
      expect((await end()).status).toBe(204)
    })

    test('keeps from everybody else', async () => {
      const { id } = await linked()
      const eve = await all.house.signIn()
      expect((await send('DELETE', `/v1/auth/identities/${id}`, undefined, eve.token)).status).toBe(404)
      expect((await send('GET', '/v1/auth/identities')).status).toBe(401)
    })

    test('is asked to prove again who they are for, once that was some time ago', async () => {
      const { ada, id } = await linked()
      const fresh = (await (await logIn(ada.email, ada.password)).json()) as {
        token: string
        session: { id: string }
      }
      await all.alter(
        `update sessions set auth_time = now() - interval '11 minutes' where id = $1::uuid`,
        fresh.session.id,
      )
      const refused = await send('DELETE', `/v1/auth/identities/${id}`, undefined, fresh.token)
      expect([refused.status, await refused.json()]).toMatchObject([
        403,
        { code: 'reauthentication-required' },
      ])
    })
  })

  async function csrfOf(browser: ReturnType<typeof openBrowser>) {
    const { csrfToken } = await import('../../src/auth/csrf.ts')
    const token = csrfToken(all.house.ports.config.keys, sha256(browser.jar.get('__Host-sid') ?? ''))
    return { csrfHeaders: { 'x-csrf-token': token, 'sec-fetch-site': 'same-origin' } }
  }
})
