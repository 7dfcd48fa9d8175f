import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { consoleEndpoints } from '../../src/console/endpoints.ts'
import { mailPage } from '../../src/console/mail.tsx'
import { problemTexts } from '../../src/console/problem-texts.ts'
import { styleVersion } from '../../src/console/style.ts'
import { AppError, type ProblemCode, problems } from '../../src/core/errors.ts'
import type { Document } from '../../src/gateway/openapi.ts'
import { type Call, type Endpoint, endpoint } from '../../src/ports/endpoint.ts'
import type { SentMail } from '../../src/ports/mailer.ts'

const api = [
  endpoint({
    method: 'PATCH',
    path: '/v1/things/{id}',
    action: 'things:update',
    summary: 'Change a thing.',
    tag: 'Things',
    input: {
      params: z.strictObject({ id: z.uuid() }),
      body: z.strictObject({
        name: z.string().max(40),
        kind: z.enum(['<b>', 'b']),
        in: z.strictObject({ deep: z.int() }),
        notes: z.string().max(123).nullable(),
        free: z.string().min(0).max(77),
        steps: z.array(
          z.discriminatedUnion('go', [
            z.strictObject({ go: z.literal('left'), far: z.int() }),
            z.strictObject({ go: z.literal('home'), tired: z.boolean() }),
          ]),
        ),
      }),
    },
    output: {
      status: 200,
      description: 'Changed, and `tagged`.',
      body: z.strictObject({ name: z.string() }),
      headers: ['ETag'],
    },
    problems: ['conflict'],
    access: { permission: 'things:write' },
    limits: ['address'],
    conditional: 'required',
    idempotent: true,
    run: async () => ({}),
  }),
  endpoint({
    method: 'GET',
    path: '/v1/things/{id}',
    action: 'things:read',
    summary: 'Read a thing.',
    tag: 'Things',
    input: { params: z.strictObject({ id: z.uuid() }) },
    output: {
      status: 200,
      description: 'It.',
      body: z.strictObject({ name: z.string() }),
      headers: ['ETag'],
    },
    problems: ['not-found'],
    access: { permission: 'things:read' },
    limits: ['address'],
    run: async () => ({}),
  }),
]
const mails: SentMail[] = [
  {
    to: 'ada@example.org',
    subject: 'Hello <script>alert(1)</script>',
    text: 'Open http://127.0.0.1:8080/verify?token=hf_v_abc. Or not.',
    html: '<p onclick="alert(1)">Hello</p>"><script>alert(1)</script>',
    createdAt: '2026-11-23T09:30:00.000Z',
  },
]

const about = {
  mode: 'development',
  baseUrl: 'http://127.0.0.1:8080',
  passwordMinLength: 15,
} as const
const domain = { entities: ['things'], ownData: [] }
const endpoints = consoleEndpoints(api, about, domain)
const at = (path: string): Endpoint => {
  const found = endpoints.find((one) => one.path === path && one.method === 'GET')
  if (!found) throw new Error(`There is no ${path}.`)
  return found
}
const call = (input: { params?: object; query?: object } = {}) =>
  ({
    input: { params: {}, query: {}, ...input },
    ports: { mailer: { outgoing: async () => mails }, providers: [] },
    cookie: () => 'hf_c_x',
  }) as unknown as Call
const read = async (path: string, input?: object) => String((await at(path).run(call(input))).body)

describe('every page', () => {
  // What needs somebody who is signed in is looked at through the front door, in `forms.test.ts`.
  const pages = endpoints.filter(
    ({ page, method, access }) => page && method === 'GET' && access === 'anyone',
  )

  test.each(pages.map(({ path }) => path))(
    '%s needs no script, no inline style and nothing from elsewhere',
    async (path) => {
      let html = await read(path, { params: { code: 'validation' } })
      expect(html).toMatch(/^<!doctype html><html lang="en">/)
      // Forms have one script, a file of ours that runs by its nonce.
      html = html.replace(
        /<script src="\/assets\/holdfast\.js\?v=\w+" nonce="[\w-]+" defer=""><\/script>/,
        '',
      )
      expect(html).not.toMatch(/<script|<style|\sstyle="|\son\w+="|javascript:/i)
      const loaded = [
        ...html.matchAll(/<(?:link|img|iframe|source|form)[^>]*?\s(?:href|src|action)="([^"]*)"/g),
      ]
      for (const [, address] of loaded) expect(address).toMatch(/^(\/(?!\/)|data:image\/svg\+xml)/)
    },
  )

  test.each(pages.map(({ path }) => path))(
    '%s has one heading, one main part and a way to skip to it',
    async (path) => {
      const html = await read(path, { params: { code: 'validation' } })
      expect(html.match(/<h1/g)).toHaveLength(1)
      expect(html.match(/<main id="main"/g)).toHaveLength(1)
      expect(html).toContain('<a class="skip" href="#main">')
      const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id)
      expect(new Set(ids).size).toBe(ids.length)
      for (const [, target] of html.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target)
    },
  )

  test.each(pages.map(({ path }) => path))('%s leads nowhere that is not there', async (path) => {
    const html = await read(path, { params: { code: 'validation' } })
    const own = new Set(['/readyz', ...endpoints.map((one) => one.path)])
    for (const [, target = ''] of html.matchAll(/href="(\/[^"#?]*)/g)) {
      const code = /^\/problems\/([\w-]+)$/.exec(target)?.[1]
      if (code) expect(Object.keys(problems)).toContain(code)
      else expect(own).toContain(target)
    }
  })
})

describe('the reference', () => {
  test('tells each call with its parameters, body, answers, problems and a line to try', async () => {
    const html = await read('/docs')
    expect(html).toContain('id="thingsUpdate"')
    for (const part of [
      '/v1/things/{id}',
      'If-Match',
      'Idempotency-Key',
      'things:write',
      'deep',
      '&lt;b&gt;',
    ])
      expect(html).toContain(part)
    for (const code of ['conflict', 'precondition-required', 'validation', 'unavailable'])
      expect(html).toContain(`href="/problems/${code}"`)
    expect(html).toContain('curl -X PATCH')
  })

  test('tells the bounds of what may be null, and none that bound nothing', async () => {
    const html = await read('/docs')
    expect(html).toContain('at most 123 long')
    expect(html).toContain('at most 77 long')
    expect(html).not.toContain('at least 0 long')
  })

  test('tells each of several objects that may be meant, by what tells it from the others', async () => {
    const html = await read('/docs')
    for (const part of ['&quot;left&quot;', '&quot;home&quot;', '>far<', '>tired<'])
      expect(html).toContain(part)
    expect(html).toContain('where <code>go</code> is <code>&quot;left&quot;</code>')
  })

  test('sets code apart in what it says of an answer', async () => {
    expect(await read('/docs')).toContain('Changed, and <code>tagged</code>.')
  })

  test('tells an answer that operations have in common', async () => {
    expect(await read('/docs')).toContain('What you have is still current.')
  })

  test('describes itself, and not what is there in development only', async () => {
    const { paths } = (await at('/openapi.json').run(call())).body as Document
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining(['/v1/things/{id}', '/docs', '/openapi.json', '/problems/{code}']),
    )
    expect(Object.keys(paths).filter((path) => path.startsWith('/dev'))).toEqual([])
  })
})

describe('the problem pages', () => {
  test.each(Object.keys(problems) as ProblemCode[])('%s is explained', async (code) => {
    const html = await read('/problems/{code}', { params: { code } })
    expect(html).toContain(problems[code].title)
    expect(problemTexts[code].means.length).toBeGreaterThan(20)
    expect(problemTexts[code].todo.length).toBeGreaterThan(0)
    expect(await read('/problems')).toContain(`href="/problems/${code}"`)
  })

  test.each(['nothing', 'constructor', '__proto__'])('%s is no code, and not found', async (code) => {
    await expect(at('/problems/{code}').run(call({ params: { code } }))).rejects.toMatchObject({
      code: 'not-found',
    })
  })
})

describe('the mail page', () => {
  const html = mailPage(mails)

  test('shows subject, text and a link that can be followed, without the full stop after it', () => {
    expect(html).toContain('Hello &lt;script&gt;')
    expect(html).toContain('<a href="http://127.0.0.1:8080/verify?token=hf_v_abc" rel="noreferrer">')
  })

  test('keeps the HTML part inside a frame that may do nothing', () => {
    expect(html).toContain('sandbox=""')
    expect(html).not.toContain('<script')
    expect(html).not.toContain('<p onclick')
  })

  test('does not exist in production [V15.2.3]', () => {
    const paths = consoleEndpoints(api, { ...about, mode: 'production' }, domain).map(({ path }) => path)
    expect(paths.filter((path) => path.startsWith('/dev'))).toEqual([])
    expect(paths).toContain('/docs')
  })

  test('does not exist where mails really leave', async () => {
    const real = {
      input: { params: {}, query: {} },
      ports: { mailer: { send: async () => {} } },
    } as unknown as Call
    await expect(async () => at('/dev/mail.json').run(real)).rejects.toBeInstanceOf(AppError)
  })
})

describe('the page behind a verification link', () => {
  const token = `hf_v_${'a'.repeat(49)}`

  test('consumes nothing and is kept by nobody; its token stands in the form alone', async () => {
    const { body, secret } = await at('/verify-email').run(call({ query: { token } }))
    expect(secret).toBe(true)
    expect(String(body).split(token)).toHaveLength(2)
    expect(String(body)).toContain(`<input type="hidden" name="token" value="${token}"/>`)
  })

  test('runs our script and no other: each answer has a nonce of its own [V3.4.3]', async () => {
    const open = async () => {
      const { body, headers } = await at('/verify-email').run(call({ query: {} }))
      const policy = headers?.['content-security-policy'] ?? ''
      expect(policy).not.toContain('unsafe')
      const nonce = /script-src 'nonce-([\w-]{22})'/.exec(policy)?.[1]
      expect(String(body)).toMatch(
        new RegExp(`<script src="/assets/holdfast.js\\?v=\\w+" nonce="${nonce}" defer`),
      )
      return nonce
    }
    expect(await open()).not.toBe(await open())
  })
})

describe('the script of the forms', () => {
  test('can be read by a browser, keeps nothing, and sends nothing but the question for a passkey’s options [V14.3.3]', async () => {
    const script = await read('/assets/holdfast.js')
    expect(() => new Function(script)).not.toThrow()
    expect(script).not.toMatch(/XMLHttp|sendBeacon|localStorage|sessionStorage|indexedDB|innerHTML|eval/)
    expect(script.match(/fetch\([^)]*\)/g)).toEqual(["fetch(options, { method: 'POST', headers })"])
  })
})

describe('the stylesheet', () => {
  test('is kept for a year under its fingerprint, and under no other name', async () => {
    const headers = async (query: object) => (await at('/assets/holdfast.css').run(call({ query }))).headers
    expect(await headers({ v: styleVersion() })).toEqual({
      'cache-control': 'public, max-age=31536000, immutable',
    })
    expect(await headers({ v: 'old' })).toEqual({ 'cache-control': 'no-cache' })
    expect(await headers({})).toEqual({ 'cache-control': 'no-cache' })
  })

  test('loads nothing [V14.2.3]', async () => {
    expect(await read('/assets/holdfast.css')).not.toMatch(/url\(|@import/)
  })
})
