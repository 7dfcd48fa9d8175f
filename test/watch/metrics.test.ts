/** What is counted, who may see it, and that nobody can be found in it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { endpointsOf } from '../../src/endpoints.ts'
import { type House, openHouse, type Person, testConfig } from '../support/house.ts'

describe('without a token', () => {
  let house: House
  beforeAll(async () => {
    house = await openHouse()
  })
  afterAll(() => house?.close())

  test.each([
    ['127.0.0.1', 200],
    ['127.9.9.9', 200],
    ['::1', 200],
    ['::ffff:127.0.0.1', 200],
    ['10.0.0.1', 401],
    ['203.0.113.1', 401],
    ['2001:db8::1', 401],
    ['127.0.0.1.evil.example', 401],
    ['0.0.0.0', 401],
  ])('only this machine itself may look: %s → %i', async (address, status) => {
    expect((await house.fetch('/metrics', { address })).status).toBe(status)
  })

  test('and no header makes another machine this one [V13.4.5]', async () => {
    for (const name of ['x-forwarded-for', 'x-real-ip', 'forwarded', 'cf-connecting-ip', 'host'])
      expect(
        (await house.fetch('/metrics', { address: '10.0.0.1', headers: { [name]: '127.0.0.1' } })).status,
      ).toBe(401)
  })
})

test('behind a proxy this machine may be anybody: without a token nobody may look [V13.4.5]', async () => {
  const house = await openHouse({ config: { trustedProxies: 1 } })
  expect((await house.fetch('/metrics')).status).toBe(401)
  await house.close()
})

describe('with a token', () => {
  const metricsToken = 'a-token-for-those-who-watch'
  let house: House
  let ada: Person
  beforeAll(async () => {
    house = await openHouse({ config: { metricsToken } })
    ada = await house.signIn('admin')
  })
  afterAll(() => house?.close())

  const look = (authorization?: string) =>
    house.fetch('/metrics', authorization === undefined ? {} : { headers: { authorization } })
  const text = async () => (await look(`Bearer ${metricsToken}`)).text()

  test.each<[what: string, authorization: () => string | undefined]>([
    ['nobody, also from this machine', () => undefined],
    ['another token', () => 'Bearer another'],
    ['half of the token', () => `Bearer ${metricsToken.slice(0, -1)}`],
    ['the token and more', () => `Bearer ${metricsToken} `.concat('x')],
    ['another scheme', () => `Basic ${metricsToken}`],
    ['the token alone', () => metricsToken],
    ['an admin', () => `Bearer ${ada.token}`],
  ])('%s is refused', async (_what, authorization) => {
    const response = await look(authorization())
    expect([response.status, await response.json()]).toMatchObject([401, { code: 'unauthenticated' }])
  })

  test.each(['Bearer', 'bearer', 'BEARER'])('the operator sees what Prometheus reads: %s', async (scheme) => {
    const response = await look(`${scheme} ${metricsToken}`)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
    for (const row of (await response.text()).trimEnd().split('\n'))
      expect(row).toMatch(/^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{([a-z]+="[^"]*",?)+\})? [\d.e+-]+(Inf)?)$/)
  })

  test('every request is counted once, under its route and status', async () => {
    const count = async (labels: string) =>
      Number(new RegExp(`^http_requests_total\\{${labels}\\} (\\d+)$`, 'm').exec(await text())?.[1] ?? 0)
    const rows: [labels: string, act: () => Promise<Response>][] = [
      ['method="GET",route="/v1/me",status="200"', () => house.send('GET', '/v1/me', undefined, ada.token)],
      ['method="GET",route="/v1/me",status="401"', () => house.fetch('/v1/me')],
      [
        'method="GET",route="/v1/customers/\\{id\\}",status="404"',
        () => house.send('GET', `/v1/customers/${crypto.randomUUID()}`, undefined, ada.token),
      ],
      [
        'method="POST",route="/v1/auth/login",status="415"',
        () => house.fetch('/v1/auth/login', { method: 'POST' }),
      ],
      ['method="other",route="unrouted",status="404"', () => house.fetch(`/${crypto.randomUUID()}`)],
      ['method="other",route="unrouted",status="405"', () => house.fetch('/v1/me', { method: 'PURGE' })],
    ]
    for (const [labels, act] of rows) {
      const before = await count(labels)
      await act()
      expect([labels, await count(labels)]).toEqual([labels, before + 1])
    }
  })

  test('no label holds anything that was sent, or anybody', async () => {
    const row = await house.send('POST', '/v1/customers', { name: 'Findable' }, ada.token, {
      'user-agent': 'findable-agent',
      'x-request-id': 'findable-id',
      'idempotency-key': 'findable-key',
    })
    await house.send('GET', `${row.headers.get('location')}?findable=1`, undefined, ada.token)
    await house.fetch('/findable/path', { method: 'FINDABLE' })
    const seen = await text()
    const personal = [
      ada.id,
      ada.email,
      ada.token,
      ada.sessionId,
      '127.0.0.1',
      row.headers.get('location') ?? '',
    ]
    for (const word of [...personal, 'findable', 'Findable', 'FINDABLE']) expect(seen).not.toContain(word)
    const routes = new Set([...endpointsOf(testConfig()).map(({ path }) => path), 'unrouted'])
    const found = [...seen.matchAll(/route="([^"]*)"/g)].map(([, route = '']) => route)
    expect(found.filter((route) => !routes.has(route))).toEqual([])
  })
})
