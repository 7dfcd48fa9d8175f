/** Every way to a session: none is weaker than the others, and none begins in its middle. */
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mint } from '../../src/auth/tokens.ts'
import { visitor } from '../console/visit.ts'
import { openBrowser } from '../support/browser.ts'
import type { House, Json, Person } from '../support/house.ts'
import { postgresUrl } from '../support/servers.ts'
import { openProviderHouse, type ProviderHouse } from './provider-house.ts'

describe.skipIf(!postgresUrl)('a way in', () => {
  let all: ProviderHouse
  let house: House
  beforeAll(async () => {
    all = await openProviderHouse()
    house = all.house
  })
  afterAll(() => all?.close())

  const post = (path: string, body?: Json, token?: string) => house.call('POST', path, body, token)
  const sessions = async (id: string) =>
    (await house.rows('select 1 from sessions where user_id = $1', id)).length

  /** Somebody with an authenticator app, and the same somebody at a provider. */
  async function guarded() {
    const { sub, email } = all.person()
    await all.signInAs(sub)
    await post('/v1/auth/password/forgot', { email })
    const password = 'barnacles keep to themselves'
    await post('/v1/auth/password/reset', { token: await house.mailedToken(email, 'r'), password })
    const { body } = await post('/v1/auth/login', { email, password })
    const { secret } = (await post('/v1/auth/second-factors/totp', undefined, body.token)).body
    const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate()
    expect((await post('/v1/auth/second-factors/totp/confirm', { code }, body.token)).status).toBe(200)
    return { id: body.user.id as string, email, password, sub }
  }
  type Guarded = Awaited<ReturnType<typeof guarded>>

  const challenged = {
    status: 403,
    body: { code: 'mfa-required', challenge: expect.stringMatching(/^hf_c_/) },
  }

  test.each<[way: string, go: (who: Guarded) => Promise<unknown>]>([
    [
      'a password',
      async ({ email, password }) =>
        expect(await post('/v1/auth/login', { email, password })).toMatchObject(challenged),
    ],
    [
      'a password, for a cookie',
      async ({ email, password }) => {
        const answer = await post('/v1/auth/login', { email, password, transport: 'cookie' })
        expect(answer).toMatchObject(challenged)
        expect(answer.headers.getSetCookie()).toEqual([])
      },
    ],
    [
      'the sign-in page',
      async ({ email, password }) => {
        const browser = visitor(house)
        const page = await browser.submit('/sign-in', { email, password })
        expect([page.status, page.location]).toEqual([303, '/second-factor'])
        expect([...browser.jar.keys()]).toEqual(['__Host-challenge'])
      },
    ],
    [
      'a password that was reset by mail',
      async ({ email }) => {
        await post('/v1/auth/password/forgot', { email })
        const password = 'another barnacle, another rock'
        const reset = await post('/v1/auth/password/reset', {
          token: await house.mailedToken(email, 'r'),
          password,
        })
        expect([reset.status, reset.body, reset.headers.getSetCookie()]).toEqual([204, undefined, []])
        expect(await post('/v1/auth/login', { email, password })).toMatchObject(challenged)
      },
    ],
    [
      'a provider',
      async ({ sub }) => {
        const { location, browser } = await all.signInAs(sub)
        expect([location?.split('?')[0], [...browser.jar.keys()]]).toEqual([
          '/second-factor',
          ['__Host-challenge'],
        ])
      },
    ],
  ])('with %s alone opens nothing for who has a second factor [V6.3.4]', async (_way, go) => {
    const who = await guarded()
    const before = await sessions(who.id)
    await go(who)
    expect(await sessions(who.id)).toBe(before)
  })

  /** The later step, without the one before it. */
  test.each<
    [
      step: string,
      status: number,
      code: string,
      act: (who: Person) => Promise<{ status: number; body: Json }>,
    ]
  >([
    [
      'the password of an address that is not verified',
      401,
      'unauthenticated',
      async () => {
        const account = {
          email: `new${crypto.randomUUID()}@example.com`,
          password: 'sea lettuce by the jetty',
        }
        await post('/v1/auth/register', account)
        return post('/v1/auth/login', account)
      },
    ],
    [
      'a second factor with a challenge that nobody was given',
      401,
      'unauthenticated',
      () =>
        post('/v1/auth/login/second-factor', { challenge: mint('c').token, method: 'totp', code: '123456' }),
    ],
    [
      'a second factor with a session for a challenge',
      401,
      'unauthenticated',
      ({ token }) =>
        post('/v1/auth/login/second-factor', { challenge: token, method: 'totp', code: '123456' }),
    ],
    [
      'a new password with the link that verifies an address',
      422,
      'validation',
      async () => {
        const email = `new${crypto.randomUUID()}@example.com`
        await post('/v1/auth/register', { email, password: 'sea lettuce by the jetty' })
        return post('/v1/auth/password/reset', {
          token: await house.mailedToken(email, 'v'),
          password: 'kelp at the pier',
        })
      },
    ],
    [
      'verification with the link that resets a password',
      422,
      'validation',
      async ({ email }) => {
        await post('/v1/auth/password/forgot', { email })
        return post('/v1/auth/verify-email', { token: await house.mailedToken(email, 'r') })
      },
    ],
    [
      'confirming an app that was not enrolled',
      422,
      'validation',
      ({ token }) => post('/v1/auth/second-factors/totp/confirm', { code: '123456' }, token),
    ],
    [
      'erasing oneself, long after one signed in',
      403,
      'reauthentication-required',
      async ({ token, id }) => {
        await all.alter(
          `update sessions set auth_time = now() - interval '11 minutes' where user_id = $1`,
          id,
        )
        return house.call('DELETE', '/v1/me', undefined, token)
      },
    ],
  ])('does not begin with %s: %i %s [V2.3.1]', async (_step, status, code, act) => {
    const answer = await act(await house.signIn())
    expect([answer.status, answer.body.code]).toEqual([status, code])
    expect(answer.body.token).toBeUndefined()
  })

  test('does not begin with the answer of a provider that nobody was sent to [V2.3.1]', async () => {
    const { sub } = all.person()
    const answer = await all.honest.answer(await openBrowser(house).start('honest'), sub)
    const stranger = openBrowser(house)
    const response = await stranger.finish('honest', answer)
    expect(response.headers.get('location')).toBe('/sign-in?problem=provider')
    expect([...stranger.jar.keys()]).toEqual([])
  })
})
