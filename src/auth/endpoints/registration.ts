/** Becoming a user. Open to anyone, counted as mail: each call may send one. */
import * as z from 'zod'
import { email, line, secret } from '../../core/text.ts'
import { type Endpoint, endpoint } from '../../ports/endpoint.ts'
import { register, resendVerification, verifyEmail } from '../accounts.ts'
import { evenly } from '../even-time.ts'
import { nudge } from '../jobs.ts'

const sent = z.strictObject({ status: z.literal('verification-sent') })
const verificationSent = { body: { status: 'verification-sent' } }

export const registrationEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'POST',
    path: '/v1/auth/register',
    action: 'auth:register',
    summary: 'Register with an email address and a password',
    tag: 'Auth',
    input: {
      body: z.strictObject({ email, password: secret({ max: 256 }), name: line({ max: 200 }).optional() }),
    },
    output: {
      status: 202,
      description: 'A mail is on its way. The answer is the same whether or not the address is known.',
      body: sent,
    },
    problems: ['validation'],
    access: 'anyone',
    limits: ['address', 'mail'],
    idempotent: true,
    async run(call) {
      const { replayed } = await register(call, call.input.body)
      call.later(() => nudge(call.ports))
      return { ...verificationSent, replayed }
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v1/auth/verify-email',
    action: 'auth:verify-email',
    summary: 'Prove an address with the token that was mailed to it',
    tag: 'Auth',
    input: { body: z.strictObject({ token: line({ min: 1, max: 100 }) }) },
    output: { status: 204, description: 'The address is verified; now log in.' },
    problems: ['validation'],
    access: 'anyone',
    limits: ['address', 'login'],
    idempotent: true,
    async run(call) {
      return verifyEmail(call, call.input.body.token)
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v1/auth/verify-email/resend',
    action: 'auth:resend-verification',
    summary: 'Ask for the verification mail once more',
    tag: 'Auth',
    input: { body: z.strictObject({ email }) },
    output: {
      status: 202,
      description: 'If the address is waiting to be verified, a mail is on its way.',
      body: sent,
    },
    problems: ['validation'],
    access: 'anyone',
    limits: ['address', 'mail'],
    idempotent: true,
    async run(call) {
      const { replayed } = await evenly(resendVerification(call, call.input.body.email))
      call.later(() => nudge(call.ports))
      return { ...verificationSent, replayed }
    },
  }),
]
