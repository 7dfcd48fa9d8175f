/** What the house says of itself, and of what it does not know. */
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { credentialLimit } from '../../support/runtime.ts'
import type { Send } from '../client.ts'
import { expectGuarded, expectProblem, type Family } from '../scenario.ts'

const page = /^default-src 'none';.* script-src 'nonce-[\w+/=-]+'/

/** On a busy machine Redis may just have taken too long for somebody, which is told for ten seconds. */
async function well(quietly: Send) {
  for (let tries = 0; tries < 60; tries++) {
    if ((await quietly(200, 'GET /readyz')).at('status') === 'ok') return
    await sleep(500)
  }
}

export const system: Family = [
  {
    name: 'says that it lives and that it can serve',
    async play({ send, quietly }) {
      await well(quietly)
      expect((await send(200, 'GET /livez')).at('status')).toBe('ok')
      expect((await send(200, 'GET /readyz')).at('postgres')).toBe('ok')
      expect((await send(200, 'GET /readyz')).at('redis')).toBe('ok')
    },
  },
  {
    name: 'shows its metrics to its operator alone',
    async play({ send, person, metricsToken }) {
      expectProblem(await send(401, 'GET /metrics'), 'unauthenticated')
      await send(401, 'GET /metrics', { token: 'not the operator’s token'.replace('’', "'") })
      await send(401, 'GET /metrics', { token: (await person('ada')).token })
      const counted = await send(200, 'GET /metrics', { token: metricsToken })
      expect(counted.body.toString()).toMatch(/^\w*http_requests_total\{/m)
      expect(counted.body.toString()).not.toMatch(/hf_s_|@people\.example/)
    },
  },
  {
    name: 'does not know what nobody mounted',
    async play({ send, person }) {
      for (const path of [
        '/v2',
        '/v1',
        '/v1/unknown',
        '/v1/invoices/',
        '//v1/me',
        '/V1/ME',
        '/%E0%A4%A',
        '/.env',
      ])
        expectProblem(await send(404, `GET ${path}`), 'not-found')
      const { token } = await person('ada')
      await send(404, 'POST /v1/unknown', { token, body: { name: 'x' } })
      await send(405, 'DELETE /', { token })
    },
  },
  {
    name: 'says which methods it offers',
    async play({ send }) {
      const lists: readonly (readonly [string, string])[] = [
        ['PUT /v1/customers', 'HEAD, GET, POST, OPTIONS'],
        ['DELETE /v1/auth/login', 'POST, OPTIONS'],
        ['POST /livez', 'HEAD, GET, OPTIONS'],
      ]
      for (const [asked, allowed] of lists) {
        const answer = await send(405, asked)
        expectProblem(answer, 'method-not-allowed')
        expect(answer.header('allow').split(', ').sort()).toEqual(allowed.split(', ').sort())
      }
      const options = await send(204, 'OPTIONS /v1/customers')
      expect(options.header('allow')).toContain('POST')
      expect(options.body.length).toBe(0)
      await send(404, 'OPTIONS /v1/unknown')
    },
  },
  {
    name: 'answers HEAD as GET, without the body',
    async play({ send, person }) {
      const { token } = await person('ada')
      for (const path of ['/livez', '/docs', '/openapi.json', '/v1/me']) {
        const head = await send(200, `HEAD ${path}`, { token: path === '/v1/me' ? token : '' })
        expect(head.body.length).toBe(0)
        expect(head.header('content-type')).not.toBe('')
      }
      const missing = await send(404, 'HEAD /v1/unknown')
      expect(missing.body.length).toBe(0)
      await send(401, 'HEAD /v1/me')
    },
  },
  {
    name: 'opens to no other origin',
    async play({ send }) {
      const headers = { origin: 'http://evil.test', 'access-control-request-method': 'POST' }
      for (const ask of ['OPTIONS /v1/customers', 'OPTIONS /v1/auth/login'])
        expect((await send(204, ask, { headers })).header('access-control-allow-origin')).toBe('')
      const answer = await send(200, 'GET /openapi.json', { headers: { origin: 'http://evil.test' } })
      expect(answer.header('access-control-allow-origin')).toBe('')
    },
  },
  {
    name: 'guards every answer with the same headers',
    async play({ send, quietly, person }) {
      const { token } = await person('ada')
      const answers = [
        await send(200, 'GET /v1/me', { token }),
        await send(204, 'OPTIONS /v1/me'),
        await send(401, 'GET /v1/me'),
        await send(404, 'GET /unknown'),
        await send(405, 'PUT /v1/me'),
        await send(400, 'POST /v1/customers', { token, body: '{' }),
        await send(415, 'POST /v1/customers', {
          token,
          body: 'x',
          headers: { 'content-type': 'text/plain' },
        }),
        await send(422, 'POST /v1/auth/login', { body: {} }),
      ]
      for (const answer of answers) expectGuarded(answer)
      for (const path of ['/', '/docs', '/problems']) expectGuarded(await send(200, `GET ${path}`), page)
      // Whose mail came first is chance.
      expectGuarded(await quietly(200, 'GET /dev/mail'), page)
    },
  },
  {
    name: 'gives every request an id of its own',
    async play({ send }) {
      const theirs = '01900000-0000-7000-8000-000000000001'
      const first = await send(200, 'GET /openapi.json', { headers: { 'x-request-id': theirs } })
      const second = await send(200, 'GET /openapi.json', { headers: { 'x-request-id': theirs } })
      expect(new Set([theirs, first.header('x-request-id'), second.header('x-request-id')]).size).toBe(3)
    },
  },
  {
    name: 'describes itself in OpenAPI',
    async play({ send }) {
      const answer = await send(200, 'GET /openapi.json')
      const document = JSON.parse(answer.body.toString())
      expect(document.openapi).toMatch(/^3\.1\./)
      expect(Object.keys(document.paths)).toEqual(
        expect.arrayContaining(['/v1/auth/login', '/v1/invoices/{id}/issue']),
      )
      await send(422, 'GET /openapi.json?version=2')
    },
  },
  {
    name: 'serves its reference as pages',
    async play({ send }) {
      expect((await send(200, 'GET /docs')).body.toString()).toContain('/v1/invoices')
      const style = /href="(\/assets\/[^"]+)"/.exec((await send(200, 'GET /')).body.toString())?.[1]
      const sheet = await send(200, `GET ${style?.replaceAll('&amp;', '&')}`)
      expect(sheet.header('content-type')).toBe('text/css; charset=utf-8')
      expect(sheet.header('cache-control')).toContain('immutable')
    },
  },
  {
    name: 'explains every problem on a page',
    async play({ send }) {
      const index = await send(200, 'GET /problems')
      const codes = new Set(
        [...index.body.toString().matchAll(/\/problems\/([a-z-]+)/g)].map(([, code]) => code),
      )
      expect(codes.size).toBeGreaterThanOrEqual(23)
      for (const code of codes) await send(200, `GET /problems/${code}`)
      expectProblem(await send(404, 'GET /problems/unknown-problem'), 'not-found')
    },
  },
  {
    name: 'stops a credential that asks too often, and says when to come back',
    async play({ send, quietly }) {
      const token = 'one-and-the-same-stranger'
      // Twice the limit and one more are too many in whatever window.
      for (let count = 0; count <= 2 * credentialLimit; count++) {
        const refused = await quietly(401, 'GET /v1/auth/sessions', { token }).catch(() => 'refused')
        if (refused === 'refused') break
      }
      const answer = await send(429, 'GET /v1/auth/sessions', { token })
      expectProblem(answer, 'rate-limited')
      expectGuarded(answer)
      expect(Number(answer.header('retry-after'))).toBeGreaterThan(0)
      expect(answer.header('ratelimit-policy')).toBe(`"credential";q=${credentialLimit};w=60`)
      expect(answer.header('ratelimit')).toMatch(/^"credential";r=0;t=\d+$/)
      await send(401, 'GET /v1/auth/sessions', { token: 'another-stranger' })
    },
  },
]
