/** One's own profile. */
import * as z from 'zod'
import { line } from '../../core/text.ts'
import { type Endpoint, endpoint } from '../../ports/endpoint.ts'
import { changeProfile, showProfile } from '../profile.ts'
import { userShape } from '../shapes.ts'

export const profileEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/v1/me',
    action: 'me:show',
    summary: 'Your own profile',
    tag: 'Me',
    input: {},
    output: { status: 200, description: 'Your profile.', body: userShape, headers: ['ETag'] },
    problems: [],
    access: 'signed-in',
    limits: ['address'],
    async run(call) {
      const user = await showProfile(call)
      return { body: user, version: user.version }
    },
  }),
  endpoint({
    method: 'PATCH',
    path: '/v1/me',
    action: 'me:update',
    summary: 'Change your own profile',
    tag: 'Me',
    input: {
      body: z.strictObject({ name: line({ min: 1, max: 200 }).nullable().optional() }),
      mediaTypes: ['application/merge-patch+json'],
    },
    output: { status: 200, description: 'Your profile as it is now.', body: userShape, headers: ['ETag'] },
    problems: ['validation'],
    conditional: 'optional',
    access: 'session',
    limits: ['address'],
    idempotent: true,
    async run(call) {
      const { user, version, replayed } = await changeProfile(call, call.input.body.name)
      return { body: user, version, replayed }
    },
  }),
]
