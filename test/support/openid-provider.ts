/** A real OpenID provider on this machine (`oidc-provider`): whoever comes is asked who they are, and the test answers for them. */
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'

export interface Claims {
  readonly email?: string
  readonly email_verified?: boolean
  readonly name?: string
}

export type OpenIdProvider = Awaited<ReturnType<typeof openIdProvider>>

export const client = { clientId: 'holdfast', clientSecret: randomBytes(24).toString('base64url') }

export async function openIdProvider(redirectUri: string) {
  const server = await listening()
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const people = new Map<string, Claims>()
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })

  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.clientId,
        client_secret: client.clientSecret,
        redirect_uris: [redirectUri],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'RS256' }] },
    cookies: { keys: ['test'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    ttl: { Interaction: 60, Grant: 60, Session: 60, AccessToken: 60, IdToken: 60, AuthorizationCode: 60 },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, sub) => ({
      accountId: sub,
      claims: () => ({ sub, ...people.get(sub) }),
    }),
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client?.clientId ?? '',
        accountId: oidc.session?.accountId ?? '',
      })
      grant.addOIDCScope('openid email profile')
      await grant.save()
      return grant
    },
  })
  const handle = provider.callback()
  let answering: string | undefined
  server.on('request', (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return void handle(request, response)
    const result = answering
      ? { login: { accountId: answering } }
      : { error: 'access_denied', error_description: 'The person said <b>no</b>.' }
    void provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
  })

  return {
    issuer,
    people,
    /** What the browser brings back when `sub`, or nobody, answers at the provider's. */
    async answer(question: URL, sub: string | undefined): Promise<Record<string, string>> {
      answering = sub
      const jar = new Map<string, string>()
      let at = question
      for (let step = 0; step < 6; step++) {
        const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
        const response = await fetch(at, { redirect: 'manual', headers: { cookie } })
        for (const line of response.headers.getSetCookie()) {
          const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
          jar.set(name, value)
        }
        const next = response.headers.get('location')
        if (!next) throw new Error(`The provider answered ${response.status}: ${await response.text()}`)
        at = new URL(next, at)
        if (at.href.startsWith(redirectUri)) return Object.fromEntries(at.searchParams)
      }
      throw new Error('The provider sends us round in a circle.')
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

export function listening(): Promise<Server> {
  const server = createServer()
  server.keepAliveTimeout = 1
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}
