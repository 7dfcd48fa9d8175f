/**
 * GitHub: OAuth without OpenID. There is no ID token, so what it vouches for is asked of its API with the token that the code was
 * redeemed for: the account's number, which stays when its name does not, and its primary address where GitHub verified it.
 */
import * as oauth from 'oauth4webapi'
import * as z from 'zod'
import type { ProviderConfig } from '../../core/config.ts'
import { type Provider, providerError } from '../../ports/provider.ts'
import { type Egress, egress } from './egress.ts'
import { translated } from './failure.ts'
import type { World } from './openid.ts'

export type GitHubConfig = Extract<ProviderConfig, { kind: 'github' }>

export interface GitHubWorld extends World {
  readonly site?: string
  readonly api?: string
}

const account = z.object({ id: z.int().min(1), name: z.string().nullish() })
const addresses = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }))

export function github(
  { name, title, clientId, clientSecret }: GitHubConfig,
  { shared, timeoutMs = 3_000, site = 'https://github.com', api = 'https://api.github.com' }: GitHubWorld,
): Provider {
  const issuer = `${site}/login/oauth`
  const server: oauth.AuthorizationServer = { issuer, token_endpoint: `${issuer}/access_token` }
  const client: oauth.Client = { client_id: clientId }
  const [atSite, atApi] = [site, api].map((home) => egress({ home, shared, timeoutMs })) as [Egress, Egress]

  return {
    name,
    title,
    issuer,

    begin: translated(async ({ state, verifier, redirectUri }) => {
      const url = new URL(`${issuer}/authorize`)
      const question = {
        client_id: clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        scope: 'user:email',
        state,
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      }
      for (const [key, value] of Object.entries(question)) url.searchParams.set(key, value)
      return url.href
    }),

    complete: translated(async (answer, { state, verifier, redirectUri }, caller) => {
      const signal = AbortSignal.any([caller, AbortSignal.timeout(timeoutMs)])
      const parameters = oauth.validateAuthResponse(server, client, answer, state)
      const redeemed = await oauth.authorizationCodeGrantRequest(
        server,
        client,
        oauth.ClientSecretPost(clientSecret),
        parameters,
        redirectUri,
        verifier,
        {
          [oauth.customFetch]: atSite.fetch as typeof fetch,
          [oauth.allowInsecureRequests]: site.startsWith('http:'),
          signal,
        },
      )
      const { access_token: token } = await oauth.processAuthorizationCodeResponse(server, client, redeemed)
      const ask = asking(atApi, token, signal)
      const [who, mails] = await Promise.all([
        ask(`${api}/user`, account),
        ask(`${api}/user/emails`, addresses),
      ])
      const primary = mails.find((one) => one.primary)
      return {
        issuer,
        subject: String(who.id),
        email: primary?.email,
        vouched: primary?.verified === true,
        name: who.name ?? undefined,
      }
    }),
  }
}

function asking({ fetch }: Egress, token: string, signal: AbortSignal) {
  const headers = {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${token}`,
    'user-agent': 'holdfast',
    'x-github-api-version': '2022-11-28',
  }
  return async function ask<T>(url: string, shape: z.ZodType<T>): Promise<T> {
    const response = await fetch(url, { headers, signal })
    const parsed = response.status === 200 ? shape.safeParse(await response.json()) : undefined
    if (!parsed?.success) throw providerError('untrusted', 'api')
    return parsed.data
  }
}
