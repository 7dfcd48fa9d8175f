/** Signing in with a provider, and the identities that came of it. */
import * as z from 'zod'
import { type Endpoint, endpoint } from '../../ports/endpoint.ts'
import { identityShape, listIdentities, removeIdentity } from '../identities.ts'
import { nudge } from '../jobs.ts'
import { userOf } from '../profile.ts'
import { comeFromProvider, goToProvider } from '../provider-sign-in.ts'
import { returnTo } from '../return-to.ts'

const named = z.strictObject({ provider: z.string().max(32).meta({ example: 'google' }) })
const text = (max: number) => z.string().max(max).optional()

/** What a provider sends beside these is no business of ours (RFC 6749 §4.1.2). */
const answer = z.object({
  state: text(512),
  code: text(4096),
  iss: text(512).describe('Who answers (RFC 9207).'),
  error: text(512),
})

/** For the person's two navigations. A session that is over must not stand in their way. */
const browser = {
  method: 'GET',
  tag: 'Auth',
  access: 'anyone',
  unrecognised: true,
  patienceMs: 5_000,
} as const

export const identityEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/v1/auth/providers',
    action: 'auth:list-providers',
    summary: 'List whom else one can sign in with',
    tag: 'Auth',
    input: {},
    output: {
      status: 200,
      description: 'The providers, in the order of the settings.',
      body: z.strictObject({
        data: z.array(z.strictObject({ name: z.string(), title: z.string(), start: z.string() })),
      }),
    },
    problems: [],
    access: 'anyone',
    limits: ['address'],
    async run({ ports }) {
      const data = ports.providers.map(({ name, title }) => ({
        name,
        title,
        start: `/v1/auth/oidc/${name}/start`,
      }))
      return { body: { data } }
    },
  }),
  endpoint({
    ...browser,
    path: '/v1/auth/oidc/{provider}/start',
    action: 'auth:start-provider',
    summary: 'Go to a provider to sign in, in a browser',
    input: { params: named, query: z.strictObject({ returnTo: returnTo.optional() }) },
    output: {
      status: 303,
      description: 'To the provider; where it cannot be reached, to /sign-in?problem=provider.',
      headers: ['Location', 'Set-Cookie'],
    },
    problems: [],
    limits: ['address', 'login'],
    run: (call) => goToProvider(call, call.input.params.provider, call.input.query.returnTo),
  }),
  endpoint({
    ...browser,
    path: '/v1/auth/oidc/{provider}/callback',
    action: 'auth:finish-provider',
    summary: 'Come back from a provider',
    input: { params: named, query: answer },
    output: {
      status: 303,
      description:
        'Signed in, to where one wanted to go; to /second-factor, where one is to be shown; to /sign-in?problem=provider, whatever went wrong.',
      headers: ['Location', 'Set-Cookie'],
    },
    problems: [],
    limits: ['address'],
    run: (call) => comeFromProvider(call, call.input.params.provider),
  }),
  endpoint({
    method: 'GET',
    path: '/v1/auth/identities',
    action: 'identities:list',
    summary: 'List the providers that sign in to your account',
    tag: 'Auth',
    input: {},
    output: {
      status: 200,
      description: 'The identities, oldest first.',
      body: z.strictObject({ data: z.array(identityShape) }),
    },
    problems: [],
    access: 'session',
    limits: ['address'],
    async run(call) {
      return { body: { data: await listIdentities(call, userOf(call)) } }
    },
  }),
  endpoint({
    method: 'DELETE',
    path: '/v1/auth/identities/{id}',
    action: 'identities:remove',
    summary: 'Let a provider sign in to your account no more',
    tag: 'Auth',
    input: { params: z.strictObject({ id: z.uuid().overwrite((id) => id.toLowerCase()) }) },
    output: { status: 204, description: 'It is removed, and all your other sessions are dead.' },
    problems: ['conflict', 'not-found', 'validation'],
    access: 'recent',
    limits: ['address'],
    idempotent: true,
    async run(call) {
      const { replayed } = await removeIdentity(call, userOf(call), call.input.params.id)
      call.later(() => nudge(call.ports))
      return { replayed }
    },
  }),
]
