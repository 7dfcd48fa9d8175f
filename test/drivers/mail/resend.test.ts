import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { resend } from '../../../src/drivers/mail/resend.ts'
import { aMail, type Delivered, mailerContract } from '../../contracts/mailer.ts'

interface Asked {
  readonly headers: IncomingHttpHeaders
  readonly method: string | undefined
  readonly body: Record<string, unknown>
}

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections()
})

/** Stands in for Resend: keeps what it was asked and answers with `status`. */
async function open(status = 200, delayMs = 0) {
  const asked: Asked[] = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request.setEncoding('utf8')) text += chunk
    asked.push({ headers: request.headers, method: request.method, body: JSON.parse(text) })
    await sleep(delayMs)
    response.writeHead(status, { location: '/elsewhere', 'content-type': 'application/json' })
    response.end(JSON.stringify({ id: '1', message: 'about ada@example.com' }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  servers.push(server)
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    asked,
    mailer: resend({ key: 're_secret', from: 'no-reply@holdfast.example', url, timeoutMs: 300 }),
  }
}

mailerContract('resend', async () => {
  const { asked, mailer } = await open()
  return {
    mailer,
    delivered: async () =>
      asked
        .map(({ body: { to, ...rest } }) => ({ ...rest, to: (to as string[]).join(' ') }) as Delivered)
        .reverse(),
  }
})

describe('mail over Resend', () => {
  test('asks as Resend wants it, with the key of this mail', async () => {
    const { asked, mailer } = await open()
    await mailer.send(aMail(), 'outbox:7')
    expect(asked[0]).toMatchObject({
      method: 'POST',
      headers: {
        authorization: 'Bearer re_secret',
        'content-type': 'application/json',
        'idempotency-key': 'outbox:7',
      },
      body: {
        ...aMail(),
        from: 'no-reply@holdfast.example',
        to: ['ada@example.com'],
        tags: [{ name: 'mail', value: expect.stringMatching(/^[0-9a-f]{64}$/) }],
      },
    })
  })

  test('names the mail by what it will be told of again', async () => {
    const { asked, mailer } = await open()
    await mailer.send(aMail(), '0199a3f2-6b1c-7c3e-9a5d-2f4b8c1d0e9f')
    expect(asked[0]?.body.tags).toEqual([{ name: 'mail', value: '0199a3f2-6b1c-7c3e-9a5d-2f4b8c1d0e9f' }])
  })

  test('makes a key that a header can hold of any', async () => {
    const { asked, mailer } = await open()
    await mailer.send(aMail(), 'č'.repeat(500))
    expect(asked[0]?.headers['idempotency-key']).toMatch(/^[0-9a-f]{64}$/)
  })

  test.each([301, 400, 401, 409, 422, 429, 500, 503])('throws for %i and names nobody', async (status) => {
    const { asked, mailer } = await open(status)
    const error = await mailer.send(aMail(), 'x').catch((thrown: Error) => thrown)
    expect(error).toMatchObject({ name: 'MailError', code: String(status) })
    expect(`${(error as Error).stack}`).not.toMatch(/ada@|re_secret/)
    expect(asked).toHaveLength(1)
  })

  test('gives up in time', async () => {
    const { mailer } = await open(200, 2_000)
    const started = performance.now()
    await expect(mailer.send(aMail(), 'x')).rejects.toMatchObject({ code: 'ETIMEDOUT' })
    expect(performance.now() - started).toBeLessThan(1_000)
  })

  test('throws where nobody listens', async () => {
    const mailer = resend({ key: 're_secret', from: 'a@example.com', url: 'http://127.0.0.1:1' })
    await expect(mailer.send(aMail(), 'x')).rejects.toMatchObject({ name: 'MailError', code: 'ECONNECTION' })
  })
})
