/** Sessions: two ways to carry one, and the end of it. */
import { expect } from 'vitest'
import type { Client, Person } from '../client.ts'
import { expectProblem, type Family } from '../scenario.ts'

/** Logs in as a browser would; the cookie's name and value as they are sent back, and the token for forms. */
async function cookieOf({ quietly }: Client, { email, password }: Person) {
  const answer = await quietly(200, 'POST /v1/auth/login', { body: { email, password, transport: 'cookie' } })
  const cookie = answer.header('set-cookie').split(';')[0] ?? ''
  return { cookie, csrf: answer.at('csrfToken') }
}

const own = { 'sec-fetch-site': 'same-origin' }

export const sessions: Family = [
  {
    name: 'ends a session at once by logging out',
    async play({ send, person, login }) {
      const { token } = await login(await person('sam'))
      await send(200, 'GET /v1/me', { token })
      await send(204, 'POST /v1/auth/logout', { token })
      expectProblem(await send(401, 'GET /v1/me', { token }), 'unauthenticated')
      expectProblem(await send(401, 'POST /v1/auth/logout', { token }), 'unauthenticated')
    },
  },
  {
    name: 'lists sessions without a token, and ends one of them',
    async play({ send, person, login }) {
      const sven = await person('sven')
      const other = await login(sven)
      const list = await send(200, 'GET /v1/auth/sessions', { token: sven.token })
      expect(list.count('data')).toBe(2)
      expect(list.body.toString()).not.toContain('hf_s_')
      await send(204, `DELETE /v1/auth/sessions/${other.sessionId}`, { token: sven.token })
      await send(401, 'GET /v1/me', { token: other.token })
      await send(404, `DELETE /v1/auth/sessions/${other.sessionId}`, { token: sven.token })
      await send(422, 'DELETE /v1/auth/sessions/not-an-id', { token: sven.token })
    },
  },
  {
    name: 'ends all other sessions, and not the one that asks',
    async play({ send, person, login }) {
      const tom = await person('tom')
      const [second, third] = [await login(tom), await login(tom)]
      await send(204, 'DELETE /v1/auth/sessions', { token: third.token })
      await send(401, 'GET /v1/me', { token: tom.token })
      await send(401, 'GET /v1/me', { token: second.token })
      await send(200, 'GET /v1/me', { token: third.token })
    },
  },
  {
    name: 'does not know a stranger’s session',
    async play({ send, person }) {
      const [ada, grace] = [await person('ada'), await person('grace')]
      expectProblem(
        await send(404, `DELETE /v1/auth/sessions/${ada.sessionId}`, { token: grace.token }),
        'not-found',
      )
      await send(200, 'GET /v1/me', { token: ada.token })
    },
  },
  {
    name: 'carries a session in a cookie that no script can read',
    async play({ send, person }) {
      const { email, password } = await person('kim')
      const answer = await send(200, 'POST /v1/auth/login', {
        body: { email, password, transport: 'cookie' },
      })
      expect(answer.header('set-cookie')).toMatch(
        /^__Host-sid=hf_s_[\w-]+; Secure; HttpOnly; SameSite=Lax; Path=\/$/,
      )
      expect(answer.body.toString()).not.toContain('hf_s_')
      const cookie = answer.header('set-cookie').split(';')[0] ?? ''
      await send(200, 'GET /v1/me', { headers: { cookie } })
      const left = await send(204, 'POST /v1/auth/logout', {
        headers: { cookie, ...own, 'x-csrf-token': answer.at('csrfToken') },
      })
      expect(left.header('set-cookie')).toMatch(/^__Host-sid=; Max-Age=0; /)
      await send(401, 'GET /v1/me', { headers: { cookie } })
    },
  },
  {
    name: 'refuses a cookie’s change that does not come from our own pages',
    async play(client) {
      const { send, person } = client
      const kai = await person('kai')
      const { cookie, csrf } = await cookieOf(client, kai)
      const another = await cookieOf(client, kai)
      const token = { 'x-csrf-token': csrf }
      const refused: readonly Record<string, string>[] = [
        {},
        own,
        token,
        { ...own, 'x-csrf-token': 'nonsense' },
        { ...own, 'x-csrf-token': another.csrf },
        { 'sec-fetch-site': 'cross-site', ...token },
        { 'sec-fetch-site': 'same-site', ...token },
        { origin: 'http://evil.test', ...token },
        { origin: 'null', ...token },
        { 'sec-fetch-site': 'cross-site', origin: 'http://holdfast.test', ...token },
      ]
      for (const headers of refused) {
        const answer = await send(403, 'PATCH /v1/me', {
          body: { name: 'Forged' },
          headers: { cookie, ...headers },
        })
        expectProblem(answer, 'csrf')
      }
      const allowed: readonly Record<string, string>[] = [
        { ...own, ...token },
        { origin: 'http://holdfast.test', ...token },
      ]
      for (const headers of allowed)
        await send(200, 'PATCH /v1/me', { body: { name: 'Kai' }, headers: { cookie, ...headers } })
    },
  },
  {
    name: 'refuses a login that another site sends',
    async play({ send, person }) {
      const { email, password } = await person('kim')
      for (const site of ['cross-site', 'same-site']) {
        const headers = { 'sec-fetch-site': site, origin: 'http://evil.test' }
        const answer = await send(403, 'POST /v1/auth/login', {
          body: { email, password, transport: 'cookie' },
          headers,
        })
        expectProblem(answer, 'csrf')
        expect(answer.header('set-cookie')).toBe('')
      }
    },
  },
  {
    name: 'refuses two credentials at once',
    async play(client) {
      const ada = await client.person('ada')
      const headers = { cookie: `__Host-sid=${ada.token}`, authorization: `Bearer ${ada.token}` }
      expectProblem(await client.send(400, 'GET /v1/me', { headers }), 'ambiguous-credentials')
      expectProblem(await client.send(400, 'GET /openapi.json', { headers }), 'ambiguous-credentials')
    },
  },
  {
    name: 'never takes a credential that is wrong for none',
    async play({ send, person }) {
      const { token } = await person('ada')
      const flipped = token.endsWith('A') ? `${token.slice(0, -1)}B` : `${token.slice(0, -1)}A`
      const wrong = [
        'Bearer',
        'Bearer ',
        `Bearer ${token} more`,
        `Bearer  ${token}`,
        `Basic ${token}`,
        `bearer ${flipped}`,
        `Bearer ${token.replace('hf_s_', 'hf_k_')}`,
        `Bearer ${token.slice(0, 20)}`,
        'Bearer eyJhbGciOiJub25lIn0.e30.',
      ]
      for (const authorization of wrong) {
        const answer = await send(401, 'GET /v1/me', { headers: { authorization } })
        expectProblem(answer, 'unauthenticated')
      }
      await send(401, 'GET /v1/me', { headers: { cookie: '__Host-sid=nonsense' } })
      await send(401, 'GET /v1/me')
      await send(401, 'GET /', { headers: { authorization: `Bearer ${flipped}` } })
      await send(200, 'GET /v1/me', { headers: { authorization: `bearer ${token}` } })
    },
  },
]
