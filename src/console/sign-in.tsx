/** Signing in, with an address and a password, into the session's cookie; and signing out. */
import * as z from 'zod'
import { challengeSeconds } from '../auth/challenges.ts'
import { challengeCookie, leaving, sessionCookie } from '../auth/cookie.ts'
import { login } from '../auth/login.ts'
import { userOf } from '../auth/profile.ts'
import { logOut } from '../auth/revocation.ts'
import { AppError } from '../core/errors.ts'
import { email, line, secret } from '../core/text.ts'
import type { Endpoint } from '../ports/endpoint.ts'
import { Ask, Done, Form, Hidden, Trouble } from './form.tsx'
import { formPage, press, type View } from './form-page.tsx'
import { Providers } from './identities.tsx'
import { leadingTo, localPath } from './local-path.ts'
import { PasskeyWay } from './passkey-form.tsx'
import { onTo } from './refused.tsx'
import { visitorOf } from './visitor.ts'

const word = line({ max: 40 }).optional()
const then = line({ max: 200 }).optional()

const news: Readonly<Record<string, string>> = {
  verified: 'Your address is confirmed. Sign in with the password you chose.',
  'password-set': 'Your new password is set, and all sessions have ended. Sign in with it.',
  'signed-out': 'You are signed out.',
  erased: 'Your account is erased.',
}

const labels = { email: 'Email address', password: 'Password' }

export const signInPages = (development: boolean): readonly Endpoint[] => [
  ...formPage(development, {
    path: '/sign-in',
    name: 'sign-in',
    title: 'Sign in',
    at: 'sign-in',
    summary: 'Sign in by a form',
    access: 'anyone',
    limits: ['address', 'login'],
    query: z.strictObject({ then, done: word, problem: word }),
    form: z.strictObject({ email, password: secret({ max: 256 }), then }),
    instead: (call) => (visitorOf(call) ? onTo(localPath(call.input.query.then)) : undefined),
    show: SignIn,
    async send(call) {
      const { then: asked, ...typed } = call.input.body
      try {
        const { token } = await login(call, { ...typed, transport: 'cookie' })
        return onTo(localPath(asked), { cookies: [sessionCookie(token)] })
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'mfa-required') throw error
        const challenge = String(error.extensions.challenge)
        return onTo(leadingTo('/second-factor', localPath(asked)), {
          cookies: [challengeCookie(challenge, challengeSeconds)],
        })
      }
    },
  }),
  press(
    development,
    {
      path: '/sign-out',
      name: 'sign-out',
      summary: 'Sign out by a button',
      access: 'session',
      limits: ['address'],
      headers: ['Clear-Site-Data'],
      form: z.strictObject({}),
      async send(call) {
        await logOut(call, userOf(call))
        return onTo('/sign-in?done=signed-out', leaving)
      },
    },
    '/account',
  ),
]

function SignIn(view: View) {
  return (
    <main id="main" class="column narrow">
      <h1>Sign in</h1>
      <Done>{news[view.typed.done ?? '']}</Done>
      <Trouble view={view} labels={labels} />
      {view.typed.problem === 'provider' && !view.trouble && (
        <div class="trouble" role="alert">
          <p>That did not work with the provider. Please try again, or sign in another way.</p>
        </div>
      )}
      <Form action="/sign-in" view={view}>
        <Hidden view={view} name="then" value={localPath(view.typed.then)} />
        <Ask view={view} name="email" label={labels.email} kind="email" fill="username" max={254} />
        <Ask
          view={view}
          name="password"
          label={labels.password}
          kind="password"
          fill="current-password"
          max={256}
        />
        <button type="submit">Sign in</button>
      </Form>
      <PasskeyWay
        view={view}
        action="/sign-in/passkey"
        options="/v1/auth/login/passkey/options"
        label="Sign in with a passkey"
      />
      <Providers ports={view.ports} then={localPath(view.typed.then)} />
      <ul class="beside">
        <li>
          Password lost? <a href="/forgot-password">Set a new one</a>
        </li>
        <li>
          New here? <a href="/register">Make an account</a>
        </li>
        <li>
          No mail came? <a href={leadingTo('/confirmation-mail', '/account')}>Have it sent again</a>
        </li>
      </ul>
    </main>
  )
}
