/** Logging in and out, and one's own sessions. */
import * as z from 'zod'
import { email, secret } from '../../core/text.ts'
import { type Endpoint, endpoint } from '../../ports/endpoint.ts'
import { leftBy } from '../cookie.ts'
import { login } from '../login.ts'
import { listSessions, userOf } from '../profile.ts'
import { endOtherSessions, endSession, logOut } from '../revocation.ts'
import { welcome } from '../session-opening.ts'
import { loggedInShape, sessionShape } from '../shapes.ts'

export const sessionEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'POST',
    path: '/v1/auth/login',
    action: 'auth:login',
    summary: 'Open a session',
    tag: 'Auth',
    input: {
      body: z.strictObject({
        email,
        password: secret({ max: 256 }),
        transport: z.enum(['bearer', 'cookie']).optional(),
      }),
    },
    output: {
      status: 200,
      description: 'A new session.',
      body: loggedInShape,
      headers: ['Set-Cookie', 'Clear-Site-Data'],
    },
    problems: ['unauthenticated', 'mfa-required', 'validation'],
    access: 'anyone',
    limits: ['address', 'login'],
    idempotent: true,
    async run(call) {
      const { transport = 'bearer', ...rest } = call.input.body
      return welcome(call, await login(call, { ...rest, transport }))
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v1/auth/logout',
    action: 'auth:logout',
    summary: 'End the session that asks',
    tag: 'Auth',
    input: {},
    output: {
      status: 204,
      description: 'The session is dead, everywhere.',
      headers: ['Set-Cookie', 'Clear-Site-Data'],
    },
    problems: [],
    access: 'session',
    limits: ['address'],
    idempotent: true,
    async run(call) {
      const { replayed } = await logOut(call, userOf(call))
      return { ...leftBy(call), replayed }
    },
  }),
  endpoint({
    method: 'GET',
    path: '/v1/auth/sessions',
    action: 'sessions:list',
    summary: 'List your own sessions',
    tag: 'Auth',
    input: {},
    output: {
      status: 200,
      description: 'The sessions that are alive, newest first.',
      body: z.strictObject({ data: z.array(sessionShape) }),
    },
    problems: [],
    access: 'session',
    limits: ['address'],
    async run(call) {
      return { body: { data: await listSessions(call) } }
    },
  }),
  endpoint({
    method: 'DELETE',
    path: '/v1/auth/sessions',
    action: 'sessions:end-others',
    summary: 'End all your sessions but the one that asks',
    tag: 'Auth',
    input: {},
    output: { status: 204, description: 'All other sessions are dead, everywhere.' },
    problems: [],
    access: 'session',
    limits: ['address'],
    idempotent: true,
    run: (call) => endOtherSessions(call, userOf(call)),
  }),
  endpoint({
    method: 'DELETE',
    path: '/v1/auth/sessions/{id}',
    action: 'sessions:end',
    summary: 'End one of your sessions',
    tag: 'Auth',
    input: { params: z.strictObject({ id: z.uuid().overwrite((id) => id.toLowerCase()) }) },
    output: {
      status: 204,
      description: 'The session is dead, everywhere.',
      headers: ['Set-Cookie', 'Clear-Site-Data'],
    },
    problems: ['not-found', 'validation'],
    access: 'session',
    limits: ['address'],
    idempotent: true,
    async run(call) {
      const user = userOf(call)
      const { id } = call.input.params
      const { replayed } = await endSession(call, user, id)
      return { ...(id === user.sessionId && leftBy(call)), replayed }
    },
  }),
]
