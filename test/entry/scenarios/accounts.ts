/** Becoming a user, and what a stranger can learn about who is one: nothing. */
import { expect } from 'vitest'
import { passwordOf } from '../client.ts'
import { expectProblem, type Family } from '../scenario.ts'

const password = passwordOf('newcomer')

export const accounts: Family = [
  {
    name: 'registers a person, who verifies by the mail and logs in',
    async play({ send, mailedToken }) {
      const email = 'newcomer@people.example.com'
      await send(202, 'POST /v1/auth/register', {
        body: { email: ' NewComer@People.Example.COM ', password, name: 'Neele' },
      })
      expectProblem(await send(401, 'POST /v1/auth/login', { body: { email, password } }), 'unauthenticated')
      const token = await mailedToken(email)
      await send(204, 'POST /v1/auth/verify-email', { body: { token } })
      const login = await send(200, 'POST /v1/auth/login', { body: { email, password } })
      expect(login.at('user.email')).toBe(email)
      expect(login.header('cache-control')).toBe('no-store')
      await send(200, 'GET /v1/me', { token: login.at('token') })
    },
  },
  {
    name: 'takes a verification token once',
    async play({ send, quietly, mailedToken }) {
      const email = 'once@people.example.com'
      await quietly(202, 'POST /v1/auth/register', { body: { email, password } })
      const token = await mailedToken(email)
      await send(204, 'POST /v1/auth/verify-email', { body: { token } })
      expectProblem(await send(422, 'POST /v1/auth/verify-email', { body: { token } }), 'validation')
      const broken = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`
      for (const wrong of ['nonsense', broken, token.replace('hf_v_', 'hf_s_')])
        expectProblem(await send(422, 'POST /v1/auth/verify-email', { body: { token: wrong } }), 'validation')
    },
  },
  {
    name: 'sets a lost password anew by the mail, changes a known one, and ends the sessions each time',
    async play({ send, quietly, login, person, mailedToken }) {
      const loser = await person('loser')
      const [second, third] = [passwordOf('second'), passwordOf('third')]
      await send(202, 'POST /v1/auth/password/forgot', { body: { email: loser.email } })
      let token = ''
      while (!token.startsWith('hf_r_')) token = await mailedToken(loser.email)
      expectProblem(
        await send(422, 'POST /v1/auth/password/reset', { body: { token, password: 'manchesterunited' } }),
        'validation',
      )
      await send(204, 'POST /v1/auth/password/reset', { body: { token, password: second } })
      expectProblem(
        await send(422, 'POST /v1/auth/password/reset', { body: { token, password: second } }),
        'validation',
      )
      await send(401, 'GET /v1/me', { token: loser.token })
      const again = await login({ ...loser, password: second })
      const change = (currentPassword: string) => ({
        body: { currentPassword, password: third },
        token: again.token,
      })
      expectProblem(await send(422, 'POST /v1/auth/password/change', change(third)), 'validation')
      const changed = await send(200, 'POST /v1/auth/password/change', change(second))
      await send(401, 'GET /v1/me', { token: again.token })
      await quietly(200, 'GET /v1/me', { token: changed.at('token') })
    },
  },
  {
    name: 'consumes nothing when the link in a mail is opened',
    async play({ send, quietly, mailedToken }) {
      const email = 'scanned@people.example.com'
      await quietly(202, 'POST /v1/auth/register', { body: { email, password } })
      const token = await mailedToken(email)
      for (const method of ['HEAD', 'GET', 'GET']) {
        const page = await send(200, `${method} /verify-email?token=${token}`)
        expect(page.header('content-type')).toBe('text/html; charset=utf-8')
        expect(page.header('referrer-policy')).toBe('no-referrer')
        // It waits in the form, and stands nowhere else.
        expect(page.body.toString().split(token).length - 1).toBe(method === 'HEAD' ? 0 : 1)
      }
      await send(204, 'POST /v1/auth/verify-email', { body: { token } })
    },
  },
  {
    name: 'answers a known and an unknown address alike',
    async play({ send, person }) {
      const { email } = await person('ada')
      const known = await send(202, 'POST /v1/auth/register', { body: { email, password } })
      const unknown = await send(202, 'POST /v1/auth/register', {
        body: { email: 'nobody@people.example.com', password },
      })
      expect(known.body).toEqual(unknown.body)
      const mailed = await send(202, 'POST /v1/auth/verify-email/resend', {
        body: { email: 'nobody@people.example.com' },
      })
      const silent = await send(202, 'POST /v1/auth/verify-email/resend', {
        body: { email: 'noone@people.example.com' },
      })
      expect(mailed.body).toEqual(silent.body)
    },
  },
  {
    name: 'refuses a login alike, whatever is wrong with it',
    async play({ send, quietly, person }) {
      const { email } = await person('ada')
      await quietly(202, 'POST /v1/auth/register', {
        body: { email: 'waiting@people.example.com', password },
      })
      const wrong = [
        { email, password: 'not the password, alas' },
        { email: 'unknown@people.example.com', password },
        { email: 'waiting@people.example.com', password },
      ]
      const details = new Set<string>()
      for (const body of wrong) {
        const answer = await send(401, 'POST /v1/auth/login', { body })
        expectProblem(answer, 'unauthenticated')
        details.add(answer.at('detail'))
      }
      expect(details.size).toBe(1)
    },
  },
  {
    name: 'refuses a registration that names its faults and none of its values',
    async play({ send }) {
      const email = 'faulty@people.example.com'
      const bodies: readonly (readonly [body: unknown, pointer: string])[] = [
        [{ email, password: 'too short' }, '#/password'],
        [{ email, password: 'password1234567' }, '#/password'],
        [{ email, password: 'x'.repeat(257) }, '#/password'],
        [{ email: 'not an address', password }, '#/email'],
        [{ email: 'zero\u200bwidth@people.example.com', password }, '#/email'],
        [{ email: 'p\u0430ypal@people.example.com', password }, '#/email'],
        [{ email, password, role: 'admin' }, '#'],
        [{ email, password, name: 'a\u0000b' }, '#/name'],
        [{ email }, '#/password'],
        [{ email: 7, password: [] }, '#/email'],
      ]
      for (const [body, pointer] of bodies) {
        const answer = await send(422, 'POST /v1/auth/register', { body })
        expectProblem(answer, 'validation')
        expect(answer.at('errors.0.pointer')).toBe(pointer)
        expect(answer.body.toString()).not.toContain('paypal')
      }
    },
  },
  {
    name: 'shows and changes one’s own profile',
    async play({ send, person }) {
      const { token } = await person('mia')
      const merge = { 'content-type': 'application/merge-patch+json' }
      const first = await send(200, 'GET /v1/me', { token })
      expect(first.header('cache-control')).toBe('private, no-cache')
      await send(304, 'GET /v1/me', { token, headers: { 'if-none-match': first.header('etag') } })
      const named = await send(200, 'PATCH /v1/me', { token, body: { name: 'Mia  Zu\u0308rich ' } })
      expect(named.at('name')).toBe('Mia  Zürich')
      await send(412, 'PATCH /v1/me', {
        token,
        body: { name: 'Late' },
        headers: { 'if-match': first.header('etag') },
      })
      await send(200, 'PATCH /v1/me', { token, body: { name: null }, headers: merge })
      await send(200, 'PATCH /v1/me', { token, body: {}, headers: merge })
      await send(422, 'PATCH /v1/me', { token, body: { role: 'admin' } })
      await send(422, 'PATCH /v1/me', { token, body: { email: 'other@people.example.com' } })
      await send(401, 'PATCH /v1/me', { body: { name: 'Nobody' } })
    },
  },
]
