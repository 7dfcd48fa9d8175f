/** What a browser sends with scripts off: forms, a cookie, and where they come from. */
import { expect } from 'vitest'
import { passwordOf } from '../client.ts'
import type { Family } from '../scenario.ts'

const password = passwordOf('a reader')
const own = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' }
const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString()

export const forms: Family = [
  {
    name: 'takes a person in, lets them look around and out again, with scripts off',
    async play({ send, quietly, mailedToken }) {
      const email = 'reader@people.example.com'
      const sent = await send(303, 'POST /register', {
        headers: own,
        body: form({ email, password, name: '' }),
      })
      expect(sent.header('location')).toBe('/mail-sent')
      const token = await mailedToken(email)
      await send(303, 'POST /verify-email', { headers: own, body: form({ token }) })
      const entered = await send(303, 'POST /sign-in', { headers: own, body: form({ email, password }) })
      const cookie = entered.header('set-cookie').split(';')[0] ?? ''
      const account = await quietly(200, 'GET /account', { headers: { cookie } })
      const csrf = /name="csrf" value="([^"]+)"/.exec(account.body.toString())?.[1] ?? ''
      const headers = { ...own, cookie }
      await send(403, 'POST /account/name', { headers, body: form({ name: 'Eve' }) })
      await send(303, 'POST /account/name', { headers, body: form({ csrf, name: 'Käthe & Söhne' }) })
      const named = await quietly(200, 'GET /account/name', { headers: { cookie } })
      expect(named.body.toString()).toContain('value="Käthe &amp; Söhne"')
      const left = await send(303, 'POST /sign-out', { headers, body: form({ csrf }) })
      expect(left.header('clear-site-data')).toBe('"cache", "storage"')
      await send(401, 'GET /v1/me', { headers: { cookie } })
    },
  },
  {
    name: 'shows a form again, with its status and what is wrong',
    async play({ send }) {
      const tried: [number, string, string, Record<string, string>][] = [
        [422, '/register', form({ email: '"><b>', password: 'short' }), own],
        [401, '/sign-in', form({ email: 'unknown@people.example.com', password }), own],
        [400, '/sign-in', 'email=a&email=b', own],
        [415, '/sign-in', '{}', { ...own, 'content-type': 'application/json' }],
        [
          403,
          '/sign-in',
          form({ email: 'a@example.com', password }),
          { ...own, 'sec-fetch-site': 'cross-site' },
        ],
      ]
      for (const [status, path, body, headers] of tried) {
        const page = await send(status, `POST ${path}`, { headers, body })
        expect(page.header('content-type')).toBe('text/html; charset=utf-8')
        expect(page.body.toString()).toContain('role="alert"')
        expect(page.body.toString()).not.toContain('<b>')
      }
    },
  },
]
