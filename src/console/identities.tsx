/** Who else signs in to one's account, and ending that. */
import * as z from 'zod'
import { type identityShape, listIdentities, removeIdentity } from '../auth/identities.ts'
import { nudge } from '../auth/jobs.ts'
import { userOf } from '../auth/profile.ts'
import type { Endpoint } from '../ports/endpoint.ts'
import type { Ports } from '../ports/index.ts'
import { Done } from './form.tsx'
import { press } from './form-page.tsx'
import { Listed } from './listed.tsx'
import { Moment } from './moment.tsx'
import { Back, type Own, ownPage } from './own-page.tsx'
import { onTo } from './refused.tsx'

export const identityPages = (development: boolean): readonly Endpoint[] => [
  ownPage(development, {
    path: '/account/identities',
    name: 'identities',
    title: 'Other ways to sign in',
    access: 'session',
    load: async (call, own) => (
      <Identities
        ports={call.ports}
        identities={(await listIdentities(call, userOf(call))) as Identity[]}
        {...own}
      />
    ),
  }),
  press(
    development,
    {
      path: '/account/identities/remove',
      name: 'remove-identity',
      summary: 'Let a provider sign in to your account no more, by a button',
      access: 'recent',
      limits: ['address'],
      problems: ['conflict', 'not-found'],
      form: z.strictObject({ id: z.uuid() }),
      async send(call) {
        await removeIdentity(call, userOf(call), call.input.body.id)
        call.later(() => nudge(call.ports))
        return onTo('/account/identities?done=removed')
      },
    },
    '/account/identities',
  ),
]

type Identity = z.output<typeof identityShape>

interface Shown extends Own {
  readonly ports: Ports
  readonly identities: readonly Identity[]
}

function Identities({ ports, identities, visitor, done }: Shown) {
  const titleOf = (issuer: string) => ports.providers.find((one) => one.issuer === issuer)?.title ?? issuer
  return (
    <main id="main" class="column">
      <Back />
      <h1>Other ways to sign in</h1>
      <p class="lead">Whoever signs in with one of these comes in here as you.</p>
      <Done>{done === 'removed' && 'It is removed, and all your other sessions are over.'}</Done>
      {identities.length === 0 ? (
        <p class="empty">There are none.</p>
      ) : (
        <ul class="list">
          {identities.map(({ id, issuer, createdAt }) => (
            <Listed
              id={id}
              title={titleOf(issuer)}
              verb="Remove"
              action="/account/identities/remove"
              visitor={visitor}
            >
              <p class="quiet">
                since <Moment at={createdAt} />
              </p>
            </Listed>
          ))}
        </ul>
      )}
    </main>
  )
}

/** The providers on the sign-in page: links, since a form may lead to no other house. */
export function Providers({ ports, then }: { ports: Ports; then: string }) {
  if (ports.providers.length === 0) return null
  const query = then === '/account' ? '' : `?returnTo=${encodeURIComponent(then)}`
  return (
    <ul class="providers" aria-label="Sign in with somebody who knows you">
      {ports.providers.map(({ name, title }) => (
        <li>
          <a class="button second" href={`/v1/auth/oidc/${name}/start${query}`}>
            Continue with {title}
          </a>
        </li>
      ))}
    </ul>
  )
}
