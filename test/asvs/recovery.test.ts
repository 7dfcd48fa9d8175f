/** Who can read somebody's mail has one factor of theirs, and not two. */
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type House, openHouse, type Person } from '../support/house.ts'

const next = 'limpets cling to the old pier'
let house: House
let ada: Person

beforeAll(async () => {
  house = await openHouse()
  ada = await house.signIn()
  const path = '/v1/auth/second-factors/totp'
  const begun = await house.send('POST', path, undefined, ada.token)
  const { secret } = (await begun.json()) as { secret: string }
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate()
  expect((await house.send('POST', `${path}/confirm`, { code }, ada.token)).status).toBe(200)
  await house.send('POST', '/v1/auth/password/forgot', { email: ada.email })
  const token = await house.mailedToken(ada.email, 'r')
  const reset = await house.send('POST', '/v1/auth/password/reset', { token, password: next })
  expect([reset.status, await reset.text(), reset.headers.getSetCookie()]).toEqual([204, '', []])
})
afterAll(() => house?.close())

test('a password that was set anew by mail still asks for the second factor [V6.4.3]', async () => {
  const response = await house.send('POST', '/v1/auth/login', { email: ada.email, password: next })
  const body = (await response.json()) as { token?: string }
  expect([response.status, body]).toMatchObject([403, { code: 'mfa-required' }])
  expect(body.token).toBeUndefined()
})

test('and removes none: the sessions are over, and a challenge is no session [V6.4.4]', async () => {
  const response = await house.send('POST', '/v1/auth/login', { email: ada.email, password: next })
  const { challenge } = (await response.json()) as { challenge: string }
  for (const token of [undefined, ada.token, challenge])
    expect((await house.send('DELETE', '/v1/auth/second-factors/totp', undefined, token)).status).toBe(401)
})
