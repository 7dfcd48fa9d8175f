/** The places where a passkey signs in: alone, after a password, and to prove again who one is. */
import * as z from 'zod'
import { challengeCookieName, clearedChallengeCookie, sessionCookie } from '../auth/cookie.ts'
import { authenticationResponse } from '../auth/passkeys/answers.ts'
import { beginSecondFactor } from '../auth/passkeys/options.ts'
import { signInWithPasskey } from '../auth/passkeys/sign-in.ts'
import { userOf } from '../auth/profile.ts'
import { reauthenticate } from '../auth/reauthentication.ts'
import { completeLogin } from '../auth/second-factor.ts'
import { line } from '../core/text.ts'
import { type Endpoint, endpoint } from '../ports/endpoint.ts'
import { press } from './form-page.tsx'
import { localPath } from './local-path.ts'
import { passkeyField, passkeyIn } from './passkey-form.tsx'
import { onTo, onWith } from './refused.tsx'

const then = line({ max: 200 }).optional()
const form = z.strictObject({ response: passkeyField, then })
const limits = ['address', 'login'] as const

/** Where the second step gets its options: the challenge is in a cookie that no script reads. */
export const secondStepOptions = '/second-factor/passkey/options'

export const passkeyWays = (development: boolean): readonly Endpoint[] => [
  press(
    development,
    {
      path: '/sign-in/passkey',
      name: 'sign-in-passkey',
      summary: 'Sign in with a passkey, by a button',
      access: 'anyone',
      limits,
      form,
      async send(call) {
        const sent = passkeyIn(authenticationResponse, call.input.body.response)
        const { token } = await signInWithPasskey(call, sent, 'cookie')
        return onTo(localPath(call.input.body.then), { cookies: [sessionCookie(token)] })
      },
    },
    '/sign-in',
  ),
  endpoint({
    method: 'POST',
    path: secondStepOptions,
    action: 'pages:begin-second-passkey',
    summary: 'Begin the second step with a passkey',
    tag: 'Pages',
    input: {},
    output: {
      status: 200,
      description: '`PublicKeyCredentialRequestOptionsJSON`, for the login of this browser.',
      body: z.looseObject({ challenge: z.string() }),
    },
    problems: [],
    access: 'anyone',
    limits,
    idempotent: true,
    async run(call) {
      const { options, replayed } = await beginSecondFactor(call, call.cookie(challengeCookieName) ?? '')
      return { body: options, secret: true, replayed }
    },
  }),
  press(
    development,
    {
      path: '/second-factor/passkey',
      name: 'second-factor-passkey',
      summary: 'Finish signing in with a passkey, by a button',
      access: 'anyone',
      limits,
      form,
      async send(call) {
        const response = passkeyIn(authenticationResponse, call.input.body.response)
        const challenge = call.cookie(challengeCookieName) ?? ''
        const answer = { challenge, method: 'passkey' as const, response }
        const { token } = await completeLogin(call, answer)
        const cookies = [sessionCookie(token), clearedChallengeCookie()]
        return onTo(localPath(call.input.body.then), { cookies })
      },
    },
    '/second-factor',
  ),
  press(
    development,
    {
      path: '/reauthenticate/passkey',
      name: 'reauthenticate-passkey',
      summary: 'Prove again who you are with a passkey, by a button',
      access: 'session',
      limits,
      form,
      async send(call) {
        const response = passkeyIn(authenticationResponse, call.input.body.response)
        const proof = { method: 'passkey' as const, response }
        return onWith(localPath(call.input.body.then), await reauthenticate(call, userOf(call), proof))
      },
    },
    '/reauthenticate',
  ),
]
