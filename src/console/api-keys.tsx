/** One's API keys: what there are, one more, and the page that shows it this once. */
import * as z from 'zod'
import type { ApiKeyJson } from '../auth/api-key-shape.ts'
import { createApiKey, listApiKeys, revokeApiKey } from '../auth/api-keys.ts'
import { userOf } from '../auth/profile.ts'
import { scopesOf } from '../auth/scopes.ts'
import { invalid } from '../core/errors.ts'
import { line } from '../core/text.ts'
import type { Endpoint } from '../ports/endpoint.ts'
import { lives, Made, NewKey } from './api-key-new.tsx'
import { Done } from './form.tsx'
import { formPage, press } from './form-page.tsx'
import { Listed } from './listed.tsx'
import { Moment } from './moment.tsx'
import { html } from './opened.ts'
import { Back, type Own, ownPage, toldOnce } from './own-page.tsx'
import { onTo } from './refused.tsx'

const own = { access: 'session', limits: ['address'] } as const

export function apiKeyPages(development: boolean, entities: readonly string[]): readonly Endpoint[] {
  const scopes = scopesOf(entities)
  const ticked = Object.fromEntries(scopes.map((scope) => [scope, z.literal('on').optional()]))
  return [
    ownPage(development, {
      path: '/account/api-keys',
      name: 'api-keys',
      title: 'API keys',
      access: 'session',
      load: async (call, here) => <Keys keys={await listApiKeys(call, userOf(call))} {...here} />,
    }),
    ...formPage(development, {
      ...own,
      path: '/account/api-keys/new',
      name: 'make-api-key',
      title: 'A new API key',
      at: 'account',
      summary: 'Make an API key by a form',
      access: 'recent',
      once: true,
      query: z.strictObject({}),
      form: z.strictObject({
        name: line({ min: 1, max: 100 }),
        life: z.enum(Object.keys(lives) as [string, ...string[]]),
        ...ticked,
      }),
      shows: html,
      problems: ['conflict'],
      show: (view) => <NewKey view={view} scopes={scopes} />,
      async send(call) {
        const { name, life, ...rest } = call.input.body
        const wanted = scopes.filter((scope) => (rest as Record<string, unknown>)[scope] === 'on')
        if (wanted.length === 0) throw invalid([nothingTicked])
        const expiresAt = endOf(life, call.ports.clock.now())
        const { key, made } = await createApiKey(call, userOf(call), { name, scopes: wanted, expiresAt })
        return toldOnce(development, call, 'Your new key', () => <Made secret={key} name={made.name} />)
      },
    }),
    press(
      development,
      {
        ...own,
        path: '/account/api-keys/revoke',
        name: 'revoke-api-key',
        summary: 'Revoke one of your API keys by a button',
        problems: ['not-found'],
        form: z.strictObject({ id: z.uuid() }),
        async send(call) {
          await revokeApiKey(call, userOf(call), call.input.body.id)
          return onTo('/account/api-keys?done=revoked')
        },
      },
      '/account/api-keys',
    ),
  ]
}

const nothingTicked = { pointer: '#/scopes', code: 'required', detail: 'Tick at least one.' }

/** The same for a form that is pressed twice on one day: an end to the hour would make two requests of it. */
function endOf(life: string, now: number): string | undefined {
  if (life === 'never') return undefined
  const day = 86_400_000
  return new Date((Math.floor(now / day) + Number(life) + 1) * day).toISOString()
}

function Keys({ keys, visitor, done }: Own & { keys: readonly ApiKeyJson[] }) {
  return (
    <main id="main" class="column">
      <Back />
      <h1>API keys</h1>
      <p class="lead">
        A key lets a program act for you, within what you allow it. Revoke what you do not use.
      </p>
      <Done>{done === 'revoked' && 'That key opens nothing any more.'}</Done>
      {keys.length === 0 ? (
        <p class="empty">There are no keys.</p>
      ) : (
        <ul class="list">
          {keys.map((key) => (
            <Listed
              id={key.id}
              title={key.name}
              verb="Revoke"
              about={`the key ${key.name}`}
              action="/account/api-keys/revoke"
              visitor={visitor}
            >
              <p class="quiet">{key.scopes.join(' · ')}</p>
              <p class="quiet">
                made <Moment at={key.createdAt} /> · {key.lastUsedAt ? 'last used ' : 'never used'}
                {key.lastUsedAt && <Moment at={key.lastUsedAt} />} · {key.expiresAt ? 'ends ' : 'has no end'}
                {key.expiresAt && <Moment at={key.expiresAt} />}
              </p>
            </Listed>
          ))}
        </ul>
      )}
      <p>
        <a class="button" href="/account/api-keys/new">
          Make a key
        </a>
      </p>
    </main>
  )
}
