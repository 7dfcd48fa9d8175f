/** What may go wrong on the way to a provider and back, and what somebody may do to make it so. */
import { exportSPKI, type JWTPayload } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Browser, openBrowser } from '../support/browser.ts'
import { counting } from '../support/counting.ts'
import { client } from '../support/openid-provider.ts'
import { openProviderHouse, type ProviderHouse, refusal } from './provider-house.ts'

type Answer = Readonly<Record<string, string>>

const trips = { redis: 0, postgres: 0 }

describe('a way back from a provider', () => {
  let all: ProviderHouse
  beforeAll(async () => {
    all = await openProviderHouse(counting(trips))
  })
  afterAll(() => all?.close())
  afterEach(() => all.evil.beHonest())

  const browser = () => openBrowser(all.house)

  /** Refused in the one way, and nothing came of it. */
  async function refuses(ask: () => Promise<Response>, who: Browser) {
    const before = await all.made()
    const response = await ask()
    expect([response.status, response.headers.get('location')]).toEqual([303, refusal])
    expect(await response.text()).toBe('')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(who.jar.has('__Host-sid') || who.jar.has('__Host-challenge')).toBe(false)
    expect(await all.made()).toEqual(before)
  }

  /** One's own browser, come back with a right answer that is not delivered yet. */
  async function arriving() {
    const who = browser()
    const { sub } = all.person()
    const answer: Answer = await all.honest.answer(await who.start('honest'), sub)
    return { who, sub, answer, finish: (more: Answer = {}) => who.finish('honest', { ...answer, ...more }) }
  }

  const without = (answer: Answer, name: string) =>
    Object.fromEntries(Object.entries(answer).filter(([key]) => key !== name))

  describe('is refused', () => {
    test('without a beginning [V10.1.2]', async () => {
      const who = browser()
      await refuses(() => who.finish('honest', { code: 'x', state: 'y' }), who)
      await refuses(() => who.finish('honest', {}), who)
    })

    test('in another browser than the one it began in, and is still good there [V10.1.2] [V10.2.1]', async () => {
      const { finish, answer } = await arriving()
      const eve = browser()
      await refuses(() => eve.finish('honest', answer), eve)
      await eve.start('honest')
      await refuses(() => eve.finish('honest', answer), eve)
      expect((await finish()).headers.get('location')).toBe('/account')
    })

    test('with another state, or none, which spends nothing [V10.2.1]', async () => {
      const { who, finish, answer } = await arriving()
      await refuses(() => finish({ state: 'x'.repeat(43) }), who)
      await refuses(() => who.finish('honest', without(answer, 'state')), who)
      expect((await finish()).headers.get('location')).toBe('/account')
    })

    test('a second time, though the browser kept its cookie [V10.2.1]', async () => {
      const { who, finish } = await arriving()
      const kept = who.jar.get('__Host-attempt') ?? ''
      expect((await finish()).headers.get('location')).toBe('/account')
      const again = browser()
      again.jar.set('__Host-attempt', kept)
      await refuses(() => again.finish('honest', {}), again)
    })

    test('of twenty at once, all but one', async () => {
      const { finish } = await arriving()
      const done = await Promise.all(Array.from({ length: 20 }, () => finish()))
      const places = done.map(({ headers }) => headers.get('location'))
      expect(places.filter((place) => place === '/account')).toHaveLength(1)
      expect(places.filter((place) => place === refusal)).toHaveLength(19)
    })

    test('once it took longer than ten minutes', async () => {
      const { who, finish } = await arriving()
      await all.alter(`update challenges set expires_at = now() where purpose = 'oidc' and used_at is null`)
      await refuses(finish, who)
    })

    test('where another provider’s is awaited [V10.2.2]', async () => {
      const who = browser()
      const question = (await who.start('honest')).searchParams
      const claims = all.evil.claims(question.get('nonce') ?? '', {
        email: 'a@example.com',
        email_verified: true,
      })
      all.evil.tell('/token', async () => all.evil.tokens(await all.evil.sign(claims)))
      await refuses(() => who.finish('evil', { code: 'x', state: question.get('state') ?? '' }), who)
    })

    test.each<[why: string, iss: (all: ProviderHouse) => string]>([
      ['another issuer', ({ evil }) => evil.issuer],
      ['none, where its provider always says', () => ''],
      ['almost its issuer', ({ honest }) => `${honest.issuer}/`],
    ])('with an issuer that is %s [V10.2.2]', async (_why, iss) => {
      const { who, answer } = await arriving()
      const named = { ...without(answer, 'iss'), ...(iss(all) && { iss: iss(all) }) }
      await refuses(() => who.finish('honest', named), who)
    })

    test('with a code that was redeemed, or belongs to another attempt [V10.2.1]', async () => {
      const one = await arriving()
      const two = await arriving()
      await refuses(() => two.finish({ code: one.answer.code ?? '' }), two.who)
      const three = await arriving()
      const spent = (await arriving()).answer
      await refuses(() => three.finish({ code: spent.code ?? '' }), three.who)
      await refuses(() => browser().finish('honest', one.answer), browser())
    })

    test('where the person, or the provider, said no; and nothing it wrote is repeated', async () => {
      const who = browser()
      const answer = await all.honest.answer(await who.start('honest'), undefined)
      expect(answer).toMatchObject({ error: 'access_denied' })
      await refuses(() => who.finish('honest', answer), who)
      expect(who.jar.size).toBe(0)
    })

    test.each(['hf_c_x', 'a=b', '', `hf_s_${'x'.repeat(49)}`])('with %j for a cookie', async (value) => {
      const { who, answer } = await arriving()
      who.jar.set('__Host-attempt', value)
      await refuses(() => who.finish('honest', answer), who)
    })
  })

  describe('with an ID token', () => {
    /** Through the provider that lies, with a token made from what an honest one would hold. */
    async function forged(make: (claims: JWTPayload, nonce: string) => Promise<string | undefined>) {
      const who = browser()
      const question = (await who.start('evil')).searchParams
      const nonce = question.get('nonce') ?? ''
      const sub = crypto.randomUUID()
      const claims = all.evil.claims(nonce, { sub, email: `${sub}@example.com`, email_verified: true })
      const idToken = await make(claims, nonce)
      all.evil.tell('/token', async () => all.evil.tokens(idToken))
      return { who, finish: () => who.finish('evil', { code: 'c', state: question.get('state') ?? '' }) }
    }

    const bare = (header: object, claims: JWTPayload, signature = '') =>
      [header, claims]
        .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
        .concat(signature)
        .join('.')
    const now = () => Math.floor(Date.now() / 1000)

    test('that is right in all is taken: the forgeries below differ from it in one thing', async () => {
      const { who, finish } = await forged((claims) => all.evil.sign(claims))
      expect((await finish()).headers.get('location')).toBe('/account')
      expect(who.jar.has('__Host-sid')).toBe(true)
      // Its one way to know a client is the body, as its document says.
      expect(all.evil.seen.at(-2)).toMatchObject({ path: '/token', authorization: undefined })
      expect(all.evil.seen.at(-2)?.body).toContain('client_secret=')
    })

    test.each<[what: string, make: (claims: JWTPayload) => Promise<string | undefined>]>([
      ['without a signature [V9.1.1] [V6.8.2]', async (claims) => bare({ alg: 'none' }, claims)],
      [
        'whose signature was cut off [V9.1.1] [V6.8.2]',
        async (claims) => bare({ alg: 'RS256', kid: 'one' }, claims),
      ],
      [
        'signed with the public key as a secret [V9.1.2]',
        async (claims) =>
          all.evil.sign(claims, Buffer.from(await exportSPKI(all.evil.publicKey)) as never, { alg: 'HS256' }),
      ],
      [
        'signed with the client’s secret [V9.1.2]',
        async (claims) => all.evil.sign(claims, Buffer.from(client.clientSecret) as never, { alg: 'HS256' }),
      ],
      [
        'signed with a stranger’s key [V9.1.1] [V6.8.2]',
        (claims) => all.evil.sign(claims, all.evil.stranger.privateKey),
      ],
      [
        'signed with a key that it brings along [V9.1.3]',
        (claims) =>
          all.evil.sign(claims, all.evil.stranger.privateKey, { jku: `${all.evil.issuer}/x`, kid: 'two' }),
      ],
      [
        'changed after it was signed [V9.1.1] [V6.8.2]',
        async (claims) => {
          const [head, , signature] = (await all.evil.sign(claims)).split('.')
          const other = Buffer.from(JSON.stringify({ ...claims, sub: 'ada' })).toString('base64url')
          return [head, other, signature].join('.')
        },
      ],
      ['for another client [V10.5.4]', (claims) => all.evil.sign({ ...claims, aud: 'another' })],
      [
        'for two, neither of them named [V10.5.4]',
        (claims) => all.evil.sign({ ...claims, aud: ['holdfast', 'b'] }),
      ],
      ['given to another client [V10.5.4]', (claims) => all.evil.sign({ ...claims, azp: 'another' })],
      ['for nobody [V10.5.4]', (claims) => all.evil.sign({ ...claims, aud: undefined })],
      ['of another issuer [V10.5.3]', (claims) => all.evil.sign({ ...claims, iss: all.honest.issuer })],
      ['whose time is over [V9.2.1]', (claims) => all.evil.sign({ ...claims, exp: now() - 60 })],
      ['without an end [V9.2.1]', (claims) => all.evil.sign({ ...claims, exp: undefined })],
      ['whose time has not come [V9.2.1]', (claims) => all.evil.sign({ ...claims, nbf: now() + 3600 })],
      ['of another attempt [V10.5.1]', (claims) => all.evil.sign({ ...claims, nonce: 'x'.repeat(43) })],
      ['of no attempt [V10.5.1]', (claims) => all.evil.sign({ ...claims, nonce: undefined })],
      ['about nobody', (claims) => all.evil.sign({ ...claims, sub: undefined })],
      ['about nobody in particular', (claims) => all.evil.sign({ ...claims, sub: '' })],
      ['that is none', async () => 'not.a.token'],
      ['that is not there', async () => undefined],
    ])('%s is refused', async (_what, make) => {
      const { who, finish } = await forged(make)
      await refuses(finish, who)
    })

    test('in an answer without end is refused', async () => {
      const { who, finish } = await forged((claims) =>
        all.evil.sign({ ...claims, padding: 'x'.repeat(300_000) }),
      )
      await refuses(finish, who)
    })

    test('is not asked for twice: what the token endpoint did is over', async () => {
      const { who, finish } = await forged(async () => 'not.a.token')
      const asked = () => all.evil.seen.filter(({ path }) => path === '/token').length
      const before = asked()
      await refuses(finish, who)
      await refuses(finish, who)
      expect(asked()).toBe(before + 1)
    })
  })

  describe('is refused where the token endpoint', () => {
    test.each<[what: string, answer: (all: ProviderHouse) => () => Promise<object>]>([
      ['is broken', () => async () => ({ status: 500, body: '<b>oops</b>' })],
      [
        'knows no such code',
        () => async () => ({ status: 400, headers: json, body: '{"error":"invalid_grant"}' }),
      ],
      [
        'sends us elsewhere [V15.3.2]',
        ({ evil }) =>
          async () => ({ status: 307, headers: { location: `${evil.issuer}/jwks` } }),
      ],
      ['answers in prose', () => async () => ({ body: 'hello' })],
      ['does not answer', () => () => new Promise(() => {})],
    ])('%s', async (_what, answer) => {
      const who = browser()
      const state = (await who.start('evil')).searchParams.get('state') ?? ''
      all.evil.tell('/token', answer(all))
      const begun = performance.now()
      await refuses(() => who.finish('evil', { code: 'c', state }), who)
      expect(performance.now() - begun).toBeLessThan(2_000)
    })
  })

  describe('is not begun', () => {
    test('where the provider is away: one is told so, and has nothing to keep', async () => {
      const who = browser()
      await refuses(() => who.go('/v1/auth/oidc/away/start'), who)
      expect(who.jar.size).toBe(0)
    })

    test('with a provider that nobody knows', async () => {
      for (const step of ['start', 'callback']) {
        const response = await browser().go(`/v1/auth/oidc/nobody/${step}`)
        expect([response.status, await response.json()]).toMatchObject([404, { code: 'not-found' }])
      }
    })

    test.each([
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      '\\\\evil.example',
      '/x\\..\\\\evil.example',
      '/\t/evil.example',
      '/ /evil.example',
      '/.//evil.example',
      '/x/..//evil.example',
      'javascript:alert(1)',
      'account',
      '',
      `/${'x'.repeat(512)}`,
    ])('to end at %j [V3.7.2] [V1.2.2]', async (place) => {
      const who = browser()
      const count = async () => (await all.query('select count(*)::int as n from challenges'))[0]?.n
      const before = await count()
      const response = await who.go(`/v1/auth/oidc/honest/start?returnTo=${encodeURIComponent(place)}`)
      const text = await response.text()
      expect([response.status, JSON.parse(text)]).toMatchObject([422, { code: 'validation' }])
      if (place) expect(text).not.toContain(JSON.stringify(place).slice(1, -1))
      expect([await count(), who.jar.size]).toEqual([before, 0])
    })
  })

  test('costs one trip to Redis and two to Postgres, and its beginning one and one', async () => {
    const who = browser()
    const { sub } = all.person()
    await all.house.settle()
    const spent = async <T>(what: () => Promise<T>) => {
      Object.assign(trips, { redis: 0, postgres: 0 })
      return [await what(), { ...trips }] as const
    }
    const [question, there] = await spent(() => who.start('honest'))
    expect(there).toEqual({ redis: 1, postgres: 1 })
    const answer = await all.honest.answer(question, sub)
    const [response, back] = await spent(() => who.finish('honest', answer))
    expect(response.headers.get('location')).toBe('/account')
    expect(back).toEqual({ redis: 1, postgres: 2 })
  })

  test('leaves nothing of a secret, a code or an address in a log or a metric', async () => {
    const { who, answer, sub, finish } = await arriving()
    const secrets = [who.jar.get('__Host-attempt'), answer.code, answer.state, client.clientSecret]
    await finish()
    secrets.push(who.jar.get('__Host-sid'), sub, `p${sub}@example.com`)
    const denied = browser()
    const no = await all.honest.answer(await denied.start('honest'), undefined)
    await denied.finish('honest', no)
    await all.house.settle()
    const written = JSON.stringify(all.house.logged) + all.house.ports.meter.render()
    for (const secret of secrets) {
      expect(secret?.length).toBeGreaterThan(10)
      expect(written).not.toContain(secret)
    }
    expect(written).not.toContain('The person said')
    expect(written).toContain('"code":"refused"')
    expect(written).toMatch(/provider_failures_total\{.*fault="refused"/)
  })
})

const json = { 'content-type': 'application/json' }
