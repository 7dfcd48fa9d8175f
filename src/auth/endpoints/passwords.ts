/** Setting a new password: by mail for who has lost it, by the old one for who knows it. */
import * as z from 'zod'
import { email, line, secret } from '../../core/text.ts'
import { type Endpoint, endpoint } from '../../ports/endpoint.ts'
import { evenly } from '../even-time.ts'
import { nudge } from '../jobs.ts'
import { changePassword } from '../password-change.ts'
import { forgotPassword, resetPassword } from '../password-reset.ts'
import { welcome } from '../session-opening.ts'
import { loggedInShape } from '../shapes.ts'

const password = secret({ max: 256 })

export const passwordEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'POST',
    path: '/v1/auth/password/forgot',
    action: 'auth:forgot-password',
    summary: 'Ask for a mail to set a new password',
    tag: 'Auth',
    input: { body: z.strictObject({ email }) },
    output: {
      status: 202,
      description:
        'If the address has an account, a mail is on its way. The answer is the same whether or not it has one.',
      body: z.strictObject({ status: z.literal('reset-sent') }),
    },
    problems: ['validation'],
    access: 'anyone',
    limits: ['address', 'mail'],
    idempotent: true,
    async run(call) {
      const { replayed } = await evenly(forgotPassword(call, call.input.body.email))
      call.later(() => nudge(call.ports))
      return { body: { status: 'reset-sent' }, replayed }
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v1/auth/password/reset',
    action: 'auth:reset-password',
    summary: 'Set a new password with the token that was mailed',
    tag: 'Auth',
    input: { body: z.strictObject({ token: line({ min: 1, max: 100 }), password }) },
    output: { status: 204, description: 'The password is set, and all sessions have ended; now log in.' },
    problems: ['validation'],
    access: 'anyone',
    limits: ['address', 'login'],
    idempotent: true,
    async run(call) {
      const { token, password } = call.input.body
      const { replayed } = await resetPassword(call, token, password)
      call.later(() => nudge(call.ports))
      return { replayed }
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v1/auth/password/change',
    action: 'auth:change-password',
    summary: 'Change your password',
    tag: 'Auth',
    input: { body: z.strictObject({ currentPassword: secret({ max: 256 }), password }) },
    output: {
      status: 200,
      description:
        'The password is changed and all sessions have ended, the one that asked as well: this is the new one, carried as the old one was.',
      body: loggedInShape,
      headers: ['Set-Cookie'],
    },
    problems: ['validation'],
    access: 'session',
    limits: ['address', 'login'],
    idempotent: true,
    async run(call) {
      const loggedIn = await changePassword(call, call.input.body)
      call.later(() => nudge(call.ports))
      return welcome(call, loggedIn)
    },
  }),
]
