/** What stands behind a password, and what stands in its place. */
import { Secret, TOTP } from 'otpauth'
import { expect } from 'vitest'
import { authenticator } from '../../support/authenticator.ts'
import { baseUrl } from '../../support/runtime.ts'
import type { Client, Person } from '../client.ts'
import { expectProblem, type Family } from '../scenario.ts'

/** Switches an authenticator app on; the codes that stand in for it, and the next code. */
async function secured({ quietly }: Client, { token }: Person) {
  const enrolled = await quietly(201, 'POST /v1/auth/second-factors/totp', { token })
  const totp = new TOTP({ secret: Secret.fromBase32(enrolled.at('secret')) })
  const path = 'POST /v1/auth/second-factors/totp/confirm'
  const confirmed = await quietly(200, path, { token, body: { code: totp.generate() } })
  const code = (at: number) => confirmed.at(`recoveryCodes.${at}`)
  return { code, next: () => totp.generate({ timestamp: Date.now() + 30_000 }) }
}

export const factors: Family = [
  {
    name: 'asks for a second factor, takes each answer once, and opens nothing before',
    async play(client) {
      const { send, person, login } = client
      const faye = await login(await person('faye'))
      const { code, next } = await secured(client, faye)
      const { email, password } = faye
      const challenge = async () => {
        const asked = await send(403, 'POST /v1/auth/login', { body: { email, password } })
        expectProblem(asked, 'mfa-required')
        return asked.at('challenge')
      }
      const answer = async (status: number, method: string, text: string) =>
        client.quietly(status, 'POST /v1/auth/login/second-factor', {
          body: { challenge: await challenge(), method, code: text },
        })
      expectProblem(await send(401, 'GET /v1/me', { token: await challenge() }), 'unauthenticated')
      const taken = next()
      const done = await answer(200, 'totp', taken)
      expect(done.at('session.method')).toBe('password+totp')
      expectProblem(await answer(401, 'totp', taken), 'unauthenticated')
      await answer(200, 'recovery-code', code(0))
      await answer(401, 'recovery-code', code(0))
      const list = await send(200, 'GET /v1/auth/second-factors', { token: done.at('token') })
      expect(list.at('recoveryCodes')).toBe('9')
      await send(204, 'DELETE /v1/auth/second-factors/totp', { token: done.at('token') })
      await send(200, 'POST /v1/auth/login', { body: { email, password } })
    },
  },
  {
    name: 'takes a passkey alone, and after a password',
    async play(client) {
      const { send, quietly, person, login } = client
      const owner = await login(await person('perdita'))
      const device = authenticator(baseUrl)
      const begun = await quietly(200, 'POST /v1/auth/passkeys/options', { token: owner.token })
      const response = device.create(JSON.parse(begun.body.toString()))
      const made = await quietly(201, 'POST /v1/auth/passkeys', {
        token: owner.token,
        body: { name: 'A key', response },
      })
      const asked = async (path: string, body?: unknown) =>
        device.get(JSON.parse((await quietly(200, `POST ${path}`, { body })).body.toString()))
      const signIn = async (status: number) => {
        const body = { response: await asked('/v1/auth/login/passkey/options') }
        return quietly(status, 'POST /v1/auth/login/passkey', { body })
      }
      const alone = await signIn(200)
      expect(alone.at('session.method')).toBe('passkey')
      const { email, password } = owner
      const refused = await quietly(403, 'POST /v1/auth/login', { body: { email, password } })
      const challenge = refused.at('challenge')
      const body = {
        challenge,
        method: 'passkey',
        response: await asked('/v1/auth/login/second-factor/passkey/options', { challenge }),
      }
      const after = await quietly(200, 'POST /v1/auth/login/second-factor', { body })
      expect(after.at('session.method')).toBe('password+passkey')
      await send(204, `DELETE /v1/auth/passkeys/${made.at('id')}`, { token: alone.at('token') })
      await signIn(401)
    },
  },
  {
    name: 'gives a new token to who proves again who they are, and takes the old one',
    async play({ send, person, login }) {
      const { token, password } = await login(await person('faye2'))
      expectProblem(
        await send(401, 'POST /v1/auth/reauthenticate', { token, body: { password: 'not the password' } }),
        'unauthenticated',
      )
      const fresh = await send(200, 'POST /v1/auth/reauthenticate', { token, body: { password } })
      expectProblem(await send(401, 'GET /v1/me', { token }), 'unauthenticated')
      await send(200, 'GET /v1/me', { token: fresh.at('token') })
    },
  },
  {
    name: 'shows accounts to none but those who look after them',
    async play({ send, person }) {
      const { token, id } = await person('ada')
      expectProblem(await send(403, 'GET /v1/users', { token }), 'forbidden')
      expectProblem(await send(403, `GET /v1/users/${id}`, { token }), 'forbidden')
      expectProblem(
        await send(403, `PATCH /v1/users/${id}`, {
          token,
          body: { role: 'admin' },
          headers: { 'if-match': '*' },
        }),
        'forbidden',
      )
      expectProblem(await send(401, 'GET /v1/users'), 'unauthenticated')
    },
  },
]
