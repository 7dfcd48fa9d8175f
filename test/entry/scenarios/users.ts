/** Looking after accounts: what an administrator may do to another, and what becomes of those who are signed in. */
import { expect } from 'vitest'
import { expectProblem, type Family } from '../scenario.ts'

const anyVersion = { 'if-match': '*' }

export const users: Family = [
  {
    name: 'finds an account, and shows it without what opens it',
    async play({ send, person, administrator }) {
      const [{ id, email }, { token }] = [await person('ursula'), await administrator()]
      const list = await send(200, 'GET /v1/users?q=URSULA&role=member&status=active', { token })
      expect(list.count('data')).toBe(1)
      expect(list.at('data.0.id')).toBe(id)
      const one = await send(200, `GET /v1/users/${id}`, { token })
      expect(one.at('email')).toBe(email)
      expect(one.header('etag')).toBe(`"${one.at('version')}"`)
      expect(one.body.toString()).not.toMatch(/hash|scrypt/)
      const first = await send(200, 'GET /v1/users?limit=1', { token })
      const next = `GET /v1/users?limit=1&cursor=${first.at('page.nextCursor')}`
      expect((await send(200, next, { token })).at('data.0.id')).not.toBe(first.at('data.0.id'))
      expectProblem(await send(422, 'GET /v1/users?role=owner', { token }), 'validation')
    },
  },
  {
    name: 'changes a role for the version that was read, and ends every session with the old one',
    async play({ send, person, login, administrator }) {
      const [{ token }, uma] = [await administrator(), await login(await person('uma'))]
      const path = `PATCH /v1/users/${uma.id}`
      const body = { role: 'auditor' }
      const one = await send(200, `GET /v1/users/${uma.id}`, { token })
      expectProblem(await send(428, path, { token, body }), 'precondition-required')
      const stale = { 'if-match': '"99"' }
      expectProblem(await send(412, path, { token, body, headers: stale }), 'precondition-failed')
      const headers = { 'if-match': `"${one.at('version')}"` }
      expect((await send(200, path, { token, body, headers })).at('role')).toBe('auditor')
      expectProblem(await send(401, 'GET /v1/me', { token: uma.token }), 'unauthenticated')
      const auditor = await login(uma)
      await send(200, 'GET /v1/users?q=uma', { token: auditor.token })
      expectProblem(await send(403, path, { token: auditor.token, body, headers: anyVersion }), 'forbidden')
    },
  },
  {
    name: 'shuts an account with its sessions and keys, and opens it again',
    async play({ send, quietly, person, login, administrator }) {
      const [{ token }, ugo] = [await administrator(), await login(await person('ugo'))]
      const key = (
        await quietly(201, 'POST /v1/auth/api-keys', {
          token: ugo.token,
          body: { name: 'ci', scopes: ['customers:read'] },
        })
      ).at('key')
      await send(200, 'GET /v1/customers', { token: key })
      const shut = (disabled: boolean) =>
        send(200, `PATCH /v1/users/${ugo.id}`, { token, body: { disabled }, headers: anyVersion })
      await shut(true)
      for (const credential of [ugo.token, key])
        expectProblem(await send(401, 'GET /v1/customers', { token: credential }), 'unauthenticated')
      const { email, password } = ugo
      expectProblem(await send(401, 'POST /v1/auth/login', { body: { email, password } }), 'unauthenticated')
      await shut(false)
      await send(401, 'GET /v1/customers', { token: ugo.token })
      await send(200, 'GET /v1/customers', { token: key })
    },
  },
  {
    name: 'demands a new password, which only the owner can set',
    async play({ send, person, login, mailedToken, administrator }) {
      const [{ token }, una] = [await administrator(), await login(await person('una'))]
      await send(204, `POST /v1/users/${una.id}/password/reset`, { token })
      await send(401, 'GET /v1/me', { token: una.token })
      const { email } = una
      await send(401, 'POST /v1/auth/login', { body: { email, password: una.password } })
      const password = 'limpets cling to the pier'
      const mailed = { token: await mailedToken(email), password }
      await send(204, 'POST /v1/auth/password/reset', { body: mailed })
      await send(200, 'POST /v1/auth/login', { body: { email, password } })
    },
  },
  {
    name: 'shows where somebody is signed in, and ends that',
    async play({ send, person, login, administrator }) {
      const [{ token }, uwe] = [await administrator(), await person('uwe')]
      const [first, second] = [await login(uwe), await login(uwe)]
      const path = `/v1/users/${uwe.id}/sessions`
      const list = await send(200, `GET ${path}`, { token })
      expect(list.body.toString()).not.toContain('hf_s_')
      await send(204, `DELETE ${path}/${first.sessionId}`, { token })
      await send(401, 'GET /v1/me', { token: first.token })
      await send(200, 'GET /v1/me', { token: second.token })
      expectProblem(await send(404, `DELETE ${path}/${first.sessionId}`, { token }), 'not-found')
      await send(204, `DELETE ${path}`, { token })
      await send(401, 'GET /v1/me', { token: second.token })
    },
  },
  {
    name: 'keeps the last administrator',
    async play({ send, administrator }) {
      const { id, token } = await administrator()
      for (const body of [{ role: 'member' }, { disabled: true }])
        expectProblem(
          await send(409, `PATCH /v1/users/${id}`, { token, body, headers: anyVersion }),
          'conflict',
        )
      await send(200, 'GET /v1/me', { token })
    },
  },
]
