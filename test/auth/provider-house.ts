/** A house with a real OpenID provider, one that lies, GitHub and one that is away; and what a test looks at in it. */
import { randomBytes } from 'node:crypto'
import { systemClock } from '../../src/core/clock.ts'
import { github } from '../../src/drivers/provider/github.ts'
import { openid } from '../../src/drivers/provider/openid.ts'
import type { BarePorts } from '../../src/ports/index.ts'
import { openBrowser } from '../support/browser.ts'
import { evilProvider } from '../support/evil-provider.ts'
import { githubStandIn } from '../support/github-stand-in.ts'
import { openHouse, testConfig } from '../support/house.ts'
import { client, openIdProvider } from '../support/openid-provider.ts'

export type ProviderHouse = Awaited<ReturnType<typeof openProviderHouse>>

export const refusal = '/sign-in?problem=provider'

export async function openProviderHouse(wrap: (ports: BarePorts) => BarePorts = (ports) => ports) {
  const { baseUrl } = testConfig()
  const honest = await openIdProvider(`${baseUrl}/v1/auth/oidc/honest/callback`)
  const evil = await evilProvider()
  const hub = await githubStandIn('hub', 'hush')
  const world = { monotonic: systemClock.monotonic, shared: true, timeoutMs: 1_000 }
  const kind = 'openid' as const
  const providers = [
    openid({ kind, name: 'honest', title: 'Honest', issuer: honest.issuer, ...client }, world),
    openid({ kind, name: 'evil', title: 'Evil', issuer: evil.issuer, ...client }, world),
    openid({ kind, name: 'away', title: 'Away', issuer: 'http://127.0.0.1:9', ...client }, world),
    github(
      { kind: 'github', name: 'github', title: 'GitHub', clientId: 'hub', clientSecret: 'hush' },
      { ...world, site: hub.site, api: hub.site },
    ),
  ]
  const house = await openHouse({ wrap: (ports) => wrap({ ...ports, providers }) })
  const query = (text: string, ...params: string[]) => house.ports.database.query({ text, params })

  /** All the way round with the honest provider, in a browser of one's own unless told. */
  async function signInAs(sub: string, browser = openBrowser(house), returnTo = '') {
    const question = await browser.start('honest', returnTo && `?returnTo=${encodeURIComponent(returnTo)}`)
    const response = await browser.finish('honest', await honest.answer(question, sub))
    return { browser, response, location: response.headers.get('location') }
  }

  async function whoIs(browser: ReturnType<typeof openBrowser>) {
    const response = await browser.go('/v1/me')
    return response.status === 200
      ? ((await response.json()) as { id: string; email: string; name: string | null; version: number })
      : undefined
  }

  return {
    house,
    honest,
    evil,
    hub,
    query,
    signInAs,
    whoIs,
    /** A person at the honest provider. */
    person(claims: { email?: string; email_verified?: boolean; name?: string } = {}) {
      const sub = randomBytes(8).toString('hex')
      const email = `p${sub}@example.com`
      honest.people.set(sub, { email, email_verified: true, name: 'Ada', ...claims })
      return { sub, email: claims.email ?? email }
    },
    /** How many there are of what a refusal must not make. */
    async made() {
      const [row] = await query(`select (select count(*) from users)::int as users,
        (select count(*) from sessions)::int as sessions, (select count(*) from identities)::int as identities,
        (select count(*) from challenges where purpose = 'second-factor')::int as challenges`)
      return row
    },
    /** Events about a user, oldest first. */
    events: async (id: string) => {
      const rows = await query(
        `select action, outcome from audit_logs where entity = 'users' and entity_id = $1 and operation = 'EVENT' order by id`,
        id,
      )
      return rows.map(({ action, outcome }) => `${action} ${outcome}`)
    },
    alter: house.alter,
    async close() {
      await house.close()
      await Promise.all([honest.close(), evil.close(), hub.close()])
    },
  }
}
