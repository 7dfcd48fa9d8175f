/** A sign-in with a real OpenID provider, on every runtime as a person would run it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import { client, type OpenIdProvider, openIdProvider } from '../support/openid-provider.ts'
import { baseUrl, type StartOptions, startBun, startEmbedded, startNode } from '../support/runtime.ts'
import { startWorkerd } from '../support/runtime-workerd.ts'
import { postgresUrl, redisUrl } from '../support/servers.ts'

const servers = Boolean(postgresUrl && redisUrl)

describe('signing in with a provider', () => {
  let provider: OpenIdProvider
  beforeAll(async () => {
    provider = await openIdProvider(`${baseUrl}/v1/auth/oidc/local/callback`)
    provider.people.set('ada', { email: 'ada@example.com', email_verified: true, name: 'Ada' })
  })
  afterAll(() => provider?.close())

  test.each<[string, (options: StartOptions) => ReturnType<typeof startNode>, boolean]>([
    ['Node, embedded', startEmbedded, true],
    ['Node', startNode, servers],
    ['Bun', startBun, servers],
    ['workerd', startWorkerd, servers],
  ])('works on %s', { timeout: 180_000 }, async (_name, start, runs) => {
    if (!runs) return
    const env = {
      OIDC_PROVIDERS: `local|${provider.issuer}|${client.clientId}`,
      OIDC_SECRETS: `local|${client.clientSecret}`,
    }
    const server = await start({ env })
    try {
      const ada = openBrowser({
        fetch: (path, init) => fetch(new URL(path, server.url), { ...init, redirect: 'manual' }),
      })
      // The second time it is known by its identity.
      for (let time = 0; time < 2; time++) {
        const answer = await provider.answer(await ada.start('local'), 'ada')
        const back = await ada.finish('local', answer)
        expect([back.status, back.headers.get('location')]).toEqual([303, '/account'])
        const me = await ada.go('/v1/me')
        expect(await me.json()).toMatchObject({ email: 'ada@example.com', name: 'Ada' })
      }
      const refused = await ada.finish('local', { code: 'x', state: 'y' })
      expect(refused.headers.get('location')).toBe('/sign-in?problem=provider')
      for (const secret of [client.clientSecret, 'ada@example.com', 'hf_'])
        expect(server.output()).not.toContain(secret)
    } finally {
      await server.stop()
    }
  })
})
