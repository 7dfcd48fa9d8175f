/** What cannot be read as HTTP is answered as everything else is: with every header, and one problem document. */
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { problems } from '../../src/core/errors.ts'
import { expectEnvelope, problemOf } from '../gateway/envelope.ts'
import { type RunningServer, startEmbedded } from '../support/runtime.ts'

let server: RunningServer
beforeAll(async () => {
  server = await startEmbedded()
})
afterAll(() => server?.stop())

/** All that the server says until it hangs up, as the answers it consists of. */
function say(text: string | Buffer): Promise<Response[]> {
  const { hostname, port } = new URL(server.url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(text))
    const chunks: Buffer[] = []
    socket.setTimeout(4_000, () => socket.destroy(new Error('Nobody hung up.')))
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('end', () => socket.destroy())
    socket.on('error', reject)
    socket.on('close', () => resolve(answersOf(Buffer.concat(chunks).toString('latin1'))))
  })
}

function answersOf(text: string): Response[] {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return []
  const [first = '', ...lines] = text.slice(0, end).split('\r\n')
  const headers = new Headers(lines.map((line) => /^([^:]+): (.*)$/.exec(line)?.slice(1) as [string, string]))
  const length = Number(headers.get('content-length') ?? 0)
  const status = Number(first.split(' ')[1])
  const body = text.slice(end + 4, end + 4 + length)
  return [new Response(body || null, { status, headers }), ...answersOf(text.slice(end + 4 + length))]
}

const post = 'POST /v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n'

describe('is answered with a problem', () => {
  test.each<[what: string, code: keyof typeof problems, text: string | Buffer]>([
    ['no HTTP at all', 'malformed', 'hello\r\n\r\n'],
    ['a method that nobody knows', 'malformed', 'FOO /livez HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a tunnel', 'malformed', 'CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['no host', 'malformed', 'GET /livez HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['a host that is none', 'malformed', 'GET /livez HTTP/1.1\r\nHost: a b/c?\r\nConnection: close\r\n\r\n'],
    ['a port that is none', 'malformed', 'GET /livez HTTP/1.1\r\nHost: a:99999\r\nConnection: close\r\n\r\n'],
    ['a target that is none', 'malformed', 'OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'],
    ['another scheme', 'malformed', 'GET ftp://a/livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'],
    ['bytes in a path', 'malformed', Buffer.from('GET /\xff\xfe HTTP/1.1\r\nHost: a\r\n\r\n', 'latin1')],
    ['headers without end', 'too-large', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`],
    ['a length that is none', 'malformed', `${post}Content-Length: x\r\n\r\n`],
    ['two lengths', 'malformed', `${post}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`],
    [
      'a length and chunks',
      'malformed',
      `${post}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ['a chunk that is none', 'malformed', `${post}Transfer-Encoding: chunked\r\n\r\nx\r\n\r\n`],
  ])('%s [V4.2.1]', async (_what, code, text) => {
    const [response, ...more] = await say(text)
    const { status, title } = problems[code]
    expect([response?.status, more.length]).toEqual([status, 0])
    expect(response?.headers.get('content-type')).toBe('application/problem+json')
    expect(response?.headers.get('cache-control')).toBe('no-store')
    expectEnvelope(response as Response)
    expect(await response?.json()).toEqual(problemOf(response as Response, code, title))
  })

  test('also after an answer on the same connection, which stays whole [V4.2.1]', async () => {
    const answers = await say('GET /livez HTTP/1.1\r\nHost: a\r\n\r\n'.concat('hello\r\n\r\n'))
    expect(answers.map(({ status }) => status).at(-1)).toBe(400)
  })

  test('and stands in the access log', async () => {
    const [response] = await say('hello\r\n\r\n')
    const id = response?.headers.get('x-request-id') ?? 'none'
    await expect.poll(server.output).toContain(id)
    const line =
      server
        .output()
        .split('\n')
        .find((text) => text.includes(id)) ?? '{}'
    expect(JSON.parse(line)).toMatchObject({ status: 400, result: 'denied', ip_address: '127.0.0.1' })
  })
})

describe('is read all the same', () => {
  test.each<[what: string, status: number, text: string]>([
    ['HTTP/1.0 without a host', 200, 'GET /livez HTTP/1.0\r\n\r\n'],
    ['an absolute target', 200, 'GET http://a/livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'],
    [
      'an expectation that nobody knows',
      422,
      `${post}Expect: cake\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`,
    ],
  ])('%s', async (_what, status, text) => {
    expect((await say(text)).map((response) => response.status)).toEqual([status])
  })
})
