/** Looking after accounts: for administrators, and to read for auditors. Nobody acts as somebody else: there is no such call. */
import * as z from 'zod'
import { roles } from '../../core/actor.ts'
import { uuid } from '../../core/text.ts'
import { type Endpoint, endpoint } from '../../ports/endpoint.ts'
import { pageShape } from '../../store/page.ts'
import { nudge } from '../jobs.ts'
import { sessionShape } from '../shapes.ts'
import { changeUser, endSessionsOf, requireNewPassword } from '../users/change.ts'
import { findUser, sessionsOf } from '../users/find.ts'
import { listUsers, userQuery } from '../users/list.ts'
import { managedUserShape } from '../users/shape.ts'

const params = z.strictObject({ id: uuid })
const reading = { tag: 'Users', access: { permission: 'users:read' }, limits: ['address'] } as const
const changing = {
  tag: 'Users',
  access: { permission: 'users:update', recent: true },
  limits: ['address'],
  idempotent: true,
} as const

export const userEndpoints: readonly Endpoint[] = [
  endpoint({
    ...reading,
    method: 'GET',
    path: '/v1/users',
    action: 'users:list',
    summary: 'List and search users',
    input: { query: userQuery },
    output: {
      status: 200,
      description: 'One page, newest first, and where the next one begins.',
      body: z.strictObject({ data: z.array(managedUserShape), page: pageShape }),
      headers: ['Link'],
    },
    problems: ['validation', 'invalid-cursor'],
    run: (call) => listUsers(call, call.input.query),
  }),
  endpoint({
    ...reading,
    method: 'GET',
    path: '/v1/users/{id}',
    action: 'users:read',
    summary: 'Read a user',
    input: { params },
    output: { status: 200, description: 'As they are now.', body: managedUserShape, headers: ['ETag'] },
    problems: ['not-found', 'validation'],
    async run(call) {
      const user = await findUser(call, call.input.params.id)
      return { body: user, version: user.version }
    },
  }),
  endpoint({
    ...changing,
    method: 'PATCH',
    path: '/v1/users/{id}',
    action: 'users:update',
    summary: 'Change a user’s role, disable or enable them',
    input: {
      params,
      body: z.strictObject({ role: z.enum(roles).optional(), disabled: z.boolean().optional() }),
      mediaTypes: ['application/merge-patch+json'],
    },
    output: {
      status: 200,
      description: 'As they are now. With another role, or disabled, all their sessions are over.',
      body: managedUserShape,
      headers: ['ETag'],
    },
    problems: ['not-found', 'conflict', 'validation'],
    conditional: 'required',
    async run(call) {
      const { user, replayed } = await changeUser(call, call.input.params.id, call.input.body)
      return { body: user, version: user.version, replayed }
    },
  }),
  endpoint({
    ...changing,
    method: 'POST',
    path: '/v1/users/{id}/password/reset',
    action: 'users:require-reset',
    summary: 'Demand a new password of a user',
    input: { params },
    output: {
      status: 204,
      description:
        'The password opens nothing, all sessions are over, and a mail to set a new one is on its way.',
    },
    problems: ['not-found', 'validation'],
    async run(call) {
      const reply = await requireNewPassword(call, call.input.params.id)
      call.later(() => nudge(call.ports))
      return reply
    },
  }),
  endpoint({
    ...reading,
    method: 'GET',
    path: '/v1/users/{id}/sessions',
    action: 'users:read-sessions',
    summary: 'List a user’s sessions',
    input: { params },
    output: {
      status: 200,
      description: 'The sessions that are alive, newest first.',
      body: z.strictObject({ data: z.array(sessionShape) }),
    },
    problems: ['not-found', 'validation'],
    run: async (call) => ({ body: { data: await sessionsOf(call, call.input.params.id) } }),
  }),
  endpoint({
    ...changing,
    method: 'DELETE',
    path: '/v1/users/{id}/sessions',
    action: 'users:end-sessions',
    summary: 'End all of a user’s sessions',
    input: { params },
    output: { status: 204, description: 'They are dead, everywhere.' },
    problems: ['not-found', 'validation'],
    run: (call) => endSessionsOf(call, call.input.params.id),
  }),
  endpoint({
    ...changing,
    method: 'DELETE',
    path: '/v1/users/{id}/sessions/{sessionId}',
    action: 'users:end-session',
    summary: 'End one of a user’s sessions',
    input: { params: params.extend({ sessionId: uuid }) },
    output: { status: 204, description: 'It is dead, everywhere.' },
    problems: ['not-found', 'validation'],
    run: (call) => endSessionsOf(call, call.input.params.id, call.input.params.sessionId),
  }),
]
