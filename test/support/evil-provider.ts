/** A provider that lies as it is told: what it publishes and what it signs is the test's. */
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { client, listening } from './openid-provider.ts'

export type EvilProvider = Awaited<ReturnType<typeof evilProvider>>

type Answer = { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: string }

/** `name`: the issuer that it says it is; its own address where nothing is said. */
export async function evilProvider(name?: string) {
  const server = await listening()
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const issuer = name ?? origin
  const own = await generateKeyPair('RS256', { extractable: true })
  const stranger = await generateKeyPair('RS256', { extractable: true })
  const published = { ...(await exportJWK(own.publicKey)), kid: 'one', use: 'sig' }
  const seen: { path: string; body: string; authorization: string | undefined }[] = []

  const document = {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
    id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
    token_endpoint_auth_methods_supported: ['client_secret_post'],
  }
  const json = (value: unknown): Answer => ({
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(value),
  })
  const jwks = () => ({ keys: [published] })
  const honest = {
    '/.well-known/openid-configuration': async (): Promise<Answer> => json(document),
    '/jwks': async (): Promise<Answer> => json(jwks()),
    '/token': async (): Promise<Answer> => ({ status: 500 }),
  }
  const told: Record<string, () => Promise<Answer>> = { ...honest }

  server.on('request', async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const path = (request.url ?? '').split('?')[0] ?? ''
    seen.push({ path, body, authorization: request.headers.authorization })
    const { status = 200, headers = {}, body: text } = (await told[path]?.()) ?? { status: 404 }
    response.writeHead(status, headers).end(text)
  })

  return {
    issuer,
    origin,
    document,
    seen,
    own,
    stranger,
    publicKey: own.publicKey,
    json,
    jwks,
    /** From now on, at this path. */
    tell(path: keyof typeof honest, answer: () => Promise<Answer>) {
      told[path] = answer
    },
    beHonest: () => void Object.assign(told, honest),
    claims: (nonce: string, more: JWTPayload = {}): JWTPayload => {
      const now = Math.floor(Date.now() / 1000)
      return { iss: issuer, aud: client.clientId, sub: 'eve', iat: now, exp: now + 300, nonce, ...more }
    },
    sign: (claims: JWTPayload, key = own.privateKey, header: object = {}) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'one', ...header }).sign(key),
    tokens: (idToken: string | undefined) =>
      json({ access_token: 'a', token_type: 'Bearer', expires_in: 60, id_token: idToken }),
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
