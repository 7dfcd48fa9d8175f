/** Second factors: signing in with one, proving again who one is, and looking after one's own. */
import * as z from 'zod'
import { line, secret } from '../../core/text.ts'
import { type Endpoint, endpoint } from '../../ports/endpoint.ts'
import { userOf } from '../profile.ts'
import { type Proof, reauthenticate } from '../reauthentication.ts'
import { regenerateCodes } from '../recovery-codes.ts'
import { completeLogin, type SecondFactorInput } from '../second-factor.ts'
import { factorMethods } from '../second-factors/index.ts'
import { listFactors } from '../second-factors/list.ts'
import { code } from '../second-factors/totp.ts'
import { welcome } from '../session-opening.ts'
import { loggedInShape } from '../shapes.ts'
import { confirmTotp, enrolTotp, removeTotp } from '../totp-enrolment.ts'

const answers = (more: Readonly<Record<string, z.ZodType>>) =>
  factorMethods.map(({ method, fields }) => z.strictObject({ ...more, method: z.literal(method), ...fields }))

type OneOf = readonly [z.ZodObject, ...z.ZodObject[]]

const secondStep = z.discriminatedUnion(
  'method',
  answers({ challenge: line({ min: 1, max: 100 }) }) as never as OneOf,
)

const proof = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('password').optional(), password: secret({ max: 256 }) }),
  ...(answers({}) as never as OneOf),
])

const recoveryCodes = z
  .array(z.string())
  .describe('Shown this once. Each signs in once, in place of another factor.')

export const secondFactorEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'POST',
    path: '/v1/auth/login/second-factor',
    action: 'auth:second-factor',
    summary: 'Finish a login with a second factor',
    tag: 'Auth',
    input: { body: secondStep },
    output: { status: 200, description: 'A new session.', body: loggedInShape, headers: ['Set-Cookie'] },
    problems: ['unauthenticated', 'validation'],
    access: 'anyone',
    limits: ['address', 'login'],
    idempotent: true,
    run: async (call) =>
      welcome(call, await completeLogin(call, call.input.body as never as SecondFactorInput)),
  }),
  endpoint({
    method: 'POST',
    path: '/v1/auth/reauthenticate',
    action: 'auth:reauthenticate',
    summary: 'Prove again who you are, with a password or a second factor',
    tag: 'Auth',
    input: { body: proof },
    output: {
      status: 200,
      description: 'A new session in place of the one that asked, whose authTime is now.',
      body: loggedInShape,
      headers: ['Set-Cookie'],
    },
    problems: ['unauthenticated', 'validation'],
    access: 'session',
    limits: ['address', 'login'],
    idempotent: true,
    run: async (call) =>
      welcome(call, await reauthenticate(call, userOf(call), call.input.body as never as Proof)),
  }),
  endpoint({
    method: 'GET',
    path: '/v1/auth/second-factors',
    action: 'second-factors:list',
    summary: 'Which second factors you have',
    tag: 'Second factors',
    input: {},
    output: {
      status: 200,
      description: 'What is on, and how many recovery codes are left.',
      body: z.strictObject({ totp: z.boolean(), passkeys: z.int().min(0), recoveryCodes: z.int().min(0) }),
    },
    problems: [],
    access: 'session',
    limits: ['address'],
    run: async (call) => ({ body: await listFactors(call, userOf(call)) }),
  }),
  endpoint({
    method: 'POST',
    path: '/v1/auth/second-factors/totp',
    action: 'totp:enrol',
    summary: 'Begin with an authenticator app',
    tag: 'Second factors',
    input: {},
    output: {
      status: 201,
      description: 'What the app must know, shown this once. It is on when a code of it was confirmed.',
      body: z.strictObject({ secret: z.string(), otpauthUri: z.string() }),
    },
    problems: ['conflict'],
    access: 'recent',
    limits: ['address'],
    idempotent: true,
    async run(call) {
      const { replayed, ...body } = await enrolTotp(call, userOf(call))
      return { body, secret: true, replayed }
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v1/auth/second-factors/totp/confirm',
    action: 'totp:confirm',
    summary: 'Switch the authenticator app on, by a code of it',
    tag: 'Second factors',
    input: { body: z.strictObject({ code }) },
    output: {
      status: 200,
      description: 'It is on, and all your other sessions are over.',
      body: z.strictObject({ recoveryCodes: recoveryCodes.optional() }),
    },
    problems: ['validation'],
    access: 'recent',
    limits: ['address', 'login'],
    idempotent: true,
    async run(call) {
      const { replayed, ...body } = await confirmTotp(call, userOf(call), call.input.body.code)
      return { body, secret: true, replayed }
    },
  }),
  endpoint({
    method: 'DELETE',
    path: '/v1/auth/second-factors/totp',
    action: 'totp:remove',
    summary: 'Remove the authenticator app',
    tag: 'Second factors',
    input: {},
    output: { status: 204, description: 'It is gone, and all your other sessions are over.' },
    problems: ['not-found'],
    access: 'recent',
    limits: ['address'],
    idempotent: true,
    run: (call) => removeTotp(call, userOf(call)),
  }),
  endpoint({
    method: 'POST',
    path: '/v1/auth/second-factors/recovery-codes',
    action: 'recovery-codes:regenerate',
    summary: 'Make new recovery codes; the old ones are void',
    tag: 'Second factors',
    input: {},
    output: { status: 200, description: 'The new codes.', body: z.strictObject({ recoveryCodes }) },
    problems: ['conflict'],
    access: 'recent',
    limits: ['address'],
    idempotent: true,
    async run(call) {
      const { replayed, ...body } = await regenerateCodes(call, userOf(call))
      return { body, secret: true, replayed }
    },
  }),
]
