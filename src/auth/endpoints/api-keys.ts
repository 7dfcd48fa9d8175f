/** One's own API keys. Which scopes there are depends on the domain: the list of entities is handed in from above. */
import * as z from 'zod'
import { line } from '../../core/text.ts'
import { type Endpoint, endpoint } from '../../ports/endpoint.ts'
import { apiKeyShape } from '../api-key-shape.ts'
import { createApiKey, listApiKeys, revokeApiKey } from '../api-keys.ts'
import { userOf } from '../profile.ts'
import { scopesOf } from '../scopes.ts'

/** What Postgres could not keep is no moment to anybody. */
function isOfOurTimes(text: string) {
  const year = new Date(text).getUTCFullYear()
  return year >= 2000 && year < 9999
}

export function apiKeyEndpoints(entities: readonly string[]): readonly Endpoint[] {
  const scopes = scopesOf(entities)
  const scope = z.enum(scopes as [string, ...string[]])
  return [
    endpoint({
      method: 'GET',
      path: '/v1/auth/api-keys',
      action: 'api-keys:list',
      summary: 'List your own API keys',
      tag: 'Auth',
      input: {},
      output: {
        status: 200,
        description: 'The keys that are not revoked, newest first; what opens with them is told only once.',
        body: z.strictObject({ data: z.array(apiKeyShape) }),
      },
      problems: [],
      access: 'session',
      limits: ['address'],
      async run(call) {
        return { body: { data: await listApiKeys(call, userOf(call)) } }
      },
    }),
    endpoint({
      method: 'POST',
      path: '/v1/auth/api-keys',
      action: 'api-keys:create',
      summary: 'Make an API key for a program',
      tag: 'Auth',
      input: {
        body: z.strictObject({
          name: line({ min: 1, max: 100 }),
          scopes: z.array(scope).min(1).max(scopes.length),
          expiresAt: z.iso
            .datetime({
              offset: true,
              abort: true,
              error: 'Must be a moment with its zone, such as 2030-01-31T12:00:00Z.',
            })
            .max(40)
            .refine(isOfOurTimes, { error: 'Must lie in the future.', params: { code: 'too_small' } })
            .optional(),
        }),
      },
      output: {
        status: 201,
        description: 'The key. It is shown this once: only its digest is kept.',
        body: z.strictObject({ key: z.string(), ...apiKeyShape.shape }),
      },
      problems: ['conflict', 'validation'],
      access: 'recent',
      limits: ['address'],
      idempotent: true,
      async run(call) {
        const { key, made, replayed } = await createApiKey(call, userOf(call), call.input.body)
        return { body: { key, ...made }, secret: true, replayed }
      },
    }),
    endpoint({
      method: 'DELETE',
      path: '/v1/auth/api-keys/{id}',
      action: 'api-keys:revoke',
      summary: 'Revoke one of your API keys',
      tag: 'Auth',
      input: { params: z.strictObject({ id: z.uuid().overwrite((id) => id.toLowerCase()) }) },
      output: { status: 204, description: 'The key is dead, everywhere.' },
      problems: ['not-found', 'validation'],
      // Never hard: whoever finds a key in the wrong hands must not look for their password first.
      access: 'session',
      limits: ['address'],
      idempotent: true,
      run: (call) => revokeApiKey(call, userOf(call), call.input.params.id),
    }),
  ]
}
