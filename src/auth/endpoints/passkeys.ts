/** Passkeys: one's own, and signing in with one. */
import * as z from 'zod'
import { line, uuid } from '../../core/text.ts'
import { type Endpoint, endpoint } from '../../ports/endpoint.ts'
import { authenticationResponse, registrationResponse } from '../passkeys/answers.ts'
import {
  beginReauthentication,
  beginRegistration,
  beginSecondFactor,
  beginSignIn,
} from '../passkeys/options.ts'
import { listPasskeys, passkeyShape, registerPasskey, removePasskey } from '../passkeys/own.ts'
import { signInWithPasskey } from '../passkeys/sign-in.ts'
import { userOf } from '../profile.ts'
import { welcome } from '../session-opening.ts'
import { loggedInShape } from '../shapes.ts'

const params = z.strictObject({ id: uuid })

const options = z.looseObject({ challenge: z.string() })

const own = { tag: 'Passkeys', access: 'recent', limits: ['address'], idempotent: true } as const
const signIn = { tag: 'Auth', access: 'anyone', limits: ['address', 'login'], idempotent: true } as const

export const passkeyEndpoints: readonly Endpoint[] = [
  endpoint({
    ...own,
    method: 'POST',
    path: '/v1/auth/passkeys/options',
    action: 'passkeys:begin',
    summary: 'Begin to register a passkey',
    input: {},
    output: {
      status: 200,
      description: '`PublicKeyCredentialCreationOptionsJSON`, for five minutes.',
      body: options,
    },
    problems: [],
    async run(call) {
      const { options: body, replayed } = await beginRegistration(call, userOf(call))
      return { body, secret: true, replayed }
    },
  }),
  endpoint({
    ...own,
    method: 'POST',
    path: '/v1/auth/passkeys',
    action: 'passkeys:register',
    summary: 'Register a passkey',
    input: { body: z.strictObject({ name: line({ min: 1, max: 100 }), response: registrationResponse }) },
    output: {
      status: 201,
      description: 'It signs in from now on, alone or after a password; all your other sessions are over.',
      body: passkeyShape.extend({
        recoveryCodes: z.array(z.string()).optional().describe('Where there were none: shown this once.'),
      }),
    },
    problems: ['conflict', 'validation'],
    async run(call) {
      const { passkey, replayed } = await registerPasskey(call, userOf(call), call.input.body)
      return { body: passkey, secret: true, replayed }
    },
  }),
  endpoint({
    method: 'GET',
    path: '/v1/auth/passkeys',
    action: 'passkeys:list',
    summary: 'List your passkeys',
    tag: 'Passkeys',
    input: {},
    output: {
      status: 200,
      description: 'Newest first.',
      body: z.strictObject({ data: z.array(passkeyShape) }),
    },
    problems: [],
    access: 'session',
    limits: ['address'],
    run: async (call) => ({ body: { data: await listPasskeys(call, userOf(call)) } }),
  }),
  endpoint({
    ...own,
    method: 'DELETE',
    path: '/v1/auth/passkeys/{id}',
    action: 'passkeys:remove',
    summary: 'Remove a passkey',
    input: { params },
    output: { status: 204, description: 'It signs in no more, and all your other sessions are over.' },
    problems: ['not-found', 'validation'],
    run: (call) => removePasskey(call, userOf(call), call.input.params.id),
  }),
  endpoint({
    ...signIn,
    method: 'POST',
    path: '/v1/auth/login/passkey/options',
    action: 'auth:begin-passkey',
    summary: 'Begin to sign in with a passkey alone',
    input: {},
    output: {
      status: 200,
      description: '`PublicKeyCredentialRequestOptionsJSON`, for five minutes.',
      body: options,
    },
    problems: [],
    async run(call) {
      const { options: body, replayed } = await beginSignIn(call)
      return { body, secret: true, replayed }
    },
  }),
  endpoint({
    ...signIn,
    method: 'POST',
    path: '/v1/auth/login/second-factor/passkey/options',
    action: 'auth:begin-second-passkey',
    summary: 'Begin to answer a challenge with a passkey',
    input: { body: z.strictObject({ challenge: line({ min: 1, max: 100 }) }) },
    output: {
      status: 200,
      description:
        '`PublicKeyCredentialRequestOptionsJSON`: of the person’s keys alone, where the challenge is one.',
      body: options,
    },
    problems: ['validation'],
    async run(call) {
      const { options: body, replayed } = await beginSecondFactor(call, call.input.body.challenge)
      return { body, secret: true, replayed }
    },
  }),
  endpoint({
    ...signIn,
    access: 'session',
    method: 'POST',
    path: '/v1/auth/reauthenticate/passkey/options',
    action: 'auth:begin-passkey-again',
    summary: 'Begin to prove again who you are with a passkey',
    input: {},
    output: {
      status: 200,
      description: '`PublicKeyCredentialRequestOptionsJSON` of your own keys, for five minutes.',
      body: options,
    },
    problems: [],
    async run(call) {
      const { options: body, replayed } = await beginReauthentication(call, userOf(call))
      return { body, secret: true, replayed }
    },
  }),
  endpoint({
    ...signIn,
    method: 'POST',
    path: '/v1/auth/login/passkey',
    action: 'auth:passkey',
    summary: 'Sign in with a passkey alone',
    input: {
      body: z.strictObject({
        response: authenticationResponse,
        transport: z.enum(['bearer', 'cookie']).optional(),
      }),
    },
    output: { status: 200, description: 'A new session.', body: loggedInShape, headers: ['Set-Cookie'] },
    problems: ['unauthenticated', 'validation'],
    run: async (call) => {
      const { response, transport = 'bearer' } = call.input.body
      return welcome(call, await signInWithPasskey(call, response, transport))
    },
  }),
]
