/**
 * Any OpenID provider that publishes its configuration (OpenID Connect Core 1.0, Discovery 1.0; RFC 9207, RFC 9700).
 *
 * What an ID token must be: signed by a key of its issuer, by an algorithm that has a public key; from this issuer,
 * for this client, in its time, and for this very attempt.
 */
import * as oauth from 'oauth4webapi'
import type { ProviderConfig } from '../../core/config.ts'
import { type Provider, providerError, type Voucher } from '../../ports/provider.ts'
import { type Egress, egress } from './egress.ts'
import { translated } from './failure.ts'
import { remembered } from './remembered.ts'

export interface World {
  readonly monotonic: () => number
  /** May requests share what is under way? Not on Workers. */
  readonly shared: boolean
  readonly timeoutMs?: number
}

export type OpenIdConfig = Extract<ProviderConfig, { kind: 'openid' }>

/** `none` proves nothing, and with HS256 a public key would do for a secret. */
const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
]

const hour = 3_600_000

export function openid(config: OpenIdConfig, { monotonic, shared, timeoutMs = 3_000 }: World): Provider {
  const { name, title, issuer, clientId } = config
  const world = egress({ home: issuer, shared, timeoutMs })
  const client: oauth.Client = { client_id: clientId, [oauth.clockTolerance]: 30 }
  const discover = remembered((signal) => discovered(issuer, world, signal), {
    freshMs: hour,
    staleMs: 24 * hour,
    monotonic,
  })

  return {
    name,
    title,
    issuer,

    begin: translated(async ({ state, nonce, verifier, redirectUri }, signal) => {
      const server = await discover(signal)
      const url = world.permit(server.authorization_endpoint ?? '')
      const question = {
        client_id: clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: 'openid email profile',
        state,
        nonce,
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      }
      for (const [key, value] of Object.entries(question)) url.searchParams.set(key, value)
      return url.href
    }),

    complete: translated(async (answer, { state, nonce, verifier, redirectUri }, caller) => {
      const signal = AbortSignal.any([caller, AbortSignal.timeout(timeoutMs)])
      const options = optionsOf(issuer, world, signal)
      const server = await discover(signal)
      const parameters = oauth.validateAuthResponse(server, client, answer, state)
      const proof = authentication(server, config.clientSecret)
      const redeemed = await oauth.authorizationCodeGrantRequest(
        server,
        client,
        proof,
        parameters,
        redirectUri,
        verifier,
        options,
      )
      const tokens = await oauth.processAuthorizationCodeResponse(server, client, redeemed, {
        expectedNonce: nonce,
        requireIdToken: true,
      })
      await oauth.validateApplicationLevelSignature(server, redeemed, options)
      const claims = oauth.getValidatedIdTokenClaims(tokens)
      if (!claims) throw providerError('untrusted', 'id_token')
      if (claims.azp !== undefined && claims.azp !== clientId) throw providerError('untrusted', 'azp')
      return voucher(issuer, await completed(server, client, tokens.access_token, claims, options))
    }),
  }
}

/** Its own name must be the one that was written down, to the letter (OpenID Connect Discovery 1.0 §4.3). */
async function discovered(issuer: string, world: Egress, signal: AbortSignal) {
  const url = new URL(issuer)
  const response = await oauth.discoveryRequest(url, optionsOf(issuer, world, signal))
  const server = await oauth.processDiscoveryResponse(url, response)
  if (server.issuer !== issuer) throw providerError('untrusted', 'issuer')
  const offered = server.id_token_signing_alg_values_supported ?? ['RS256']
  return {
    ...server,
    id_token_signing_alg_values_supported: offered.filter((one) => algorithms.includes(one)),
  }
}

const optionsOf = (issuer: string, { fetch }: Egress, signal: AbortSignal) => ({
  [oauth.customFetch]: fetch as typeof globalThis.fetch,
  [oauth.allowInsecureRequests]: issuer.startsWith('http:'),
  signal,
})

/** RFC 6749 §2.3.1 prefers the header; some take the body alone. */
function authentication(server: oauth.AuthorizationServer, secret: string): oauth.ClientAuth {
  const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
  return methods.includes('client_secret_basic')
    ? oauth.ClientSecretBasic(secret)
    : oauth.ClientSecretPost(secret)
}

type Claims = Readonly<Record<string, unknown>> & { readonly sub: string }

/** Some say the address at their userinfo endpoint alone; it must be about the same person (OpenID Connect Core §5.3.2). */
async function completed(
  server: oauth.AuthorizationServer,
  client: oauth.Client,
  accessToken: string,
  claims: Claims,
  options: ReturnType<typeof optionsOf>,
): Promise<Claims> {
  if (claims.email !== undefined || !server.userinfo_endpoint) return claims
  const response = await oauth.userInfoRequest(server, client, accessToken, options)
  const more = await oauth.processUserInfoResponse(server, client, claims.sub, response)
  const { email, email_verified, name = claims.name } = more
  return { ...claims, email, email_verified, name }
}

function voucher(issuer: string, claims: Claims): Voucher {
  const { sub, email, name } = claims
  if (sub.length === 0 || sub.length > 255) throw providerError('untrusted', 'sub')
  return {
    issuer,
    subject: sub,
    email: typeof email === 'string' ? email : undefined,
    vouched: vouches(issuer, claims),
    name: typeof name === 'string' ? name : undefined,
  }
}

/**
 * Microsoft says nothing of whether an address is verified, and lets a tenant write any into its accounts; `xms_edov` alone
 * says that the tenant owns the address' domain. Nobody else's word for "yes" is taken.
 */
function vouches(issuer: string, claims: Claims): boolean {
  if (issuer.startsWith('https://login.microsoftonline.com/'))
    return claims.xms_edov === true || claims.xms_edov === 1 || claims.xms_edov === '1'
  return claims.email_verified === true
}
