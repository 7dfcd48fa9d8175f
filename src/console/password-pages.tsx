/** Setting a new password: by mail for who has lost it, by the old one for who knows it. */
import * as z from 'zod'
import { nudge } from '../auth/jobs.ts'
import { changePassword } from '../auth/password-change.ts'
import { forgotPassword, resetPassword } from '../auth/password-reset.ts'
import type { Config } from '../core/config.ts'
import { email, line, secret } from '../core/text.ts'
import type { Endpoint } from '../ports/endpoint.ts'
import { DeadLink, hasToken } from './dead-link.tsx'
import { Ask, Form, Hidden, Trouble } from './form.tsx'
import { formPage, type View } from './form-page.tsx'
import { type Choosing, NewPassword } from './new-password.tsx'
import { Back } from './own-page.tsx'
import { onTo, onWith } from './refused.tsx'

const password = secret({ max: 256 })
const labels = { email: 'Email address', currentPassword: 'Current password', password: 'New password' }

export const passwordPages = (
  development: boolean,
  { passwordMinLength }: Pick<Config, 'passwordMinLength'>,
): readonly Endpoint[] => [
  ...formPage(development, {
    path: '/forgot-password',
    name: 'forgot-password',
    title: 'Set a new password',
    at: 'sign-in',
    summary: 'Ask for a mail to set a new password, by a form',
    access: 'anyone',
    limits: ['address', 'mail'],
    query: z.strictObject({}),
    form: z.strictObject({ email }),
    show: Forgot,
    async send(call) {
      await forgotPassword(call, call.input.body.email)
      call.later(() => nudge(call.ports))
      return onTo('/mail-sent')
    },
  }),
  ...formPage(development, {
    path: '/reset-password',
    name: 'reset-password',
    title: 'Choose a new password',
    at: 'sign-in',
    summary: 'Set a new password by a form, with the token of the link that led to it',
    access: 'anyone',
    limits: ['address', 'login'],
    query: z.strictObject({ token: line({ max: 200 }).optional() }),
    form: z.strictObject({ token: line({ min: 1, max: 100 }), password }),
    show: (view) => <Reset view={view} minLength={passwordMinLength} />,
    async send(call) {
      const { token, password: chosen } = call.input.body
      await resetPassword(call, token, chosen)
      call.later(() => nudge(call.ports))
      return onTo('/sign-in?done=password-set')
    },
  }),
  ...formPage(development, {
    path: '/account/password',
    name: 'change-password',
    title: 'Your password',
    at: 'account',
    summary: 'Change your password by a form',
    access: 'session',
    limits: ['address', 'login'],
    query: z.strictObject({}),
    form: z.strictObject({ currentPassword: password, password }),
    show: (view) => <Change view={view} minLength={passwordMinLength} />,
    async send(call) {
      const loggedIn = await changePassword(call, call.input.body)
      call.later(() => nudge(call.ports))
      return onWith('/account?done=password', loggedIn)
    },
  }),
]

function Forgot(view: View) {
  return (
    <main id="main" class="column narrow">
      <h1>Set a new password</h1>
      <p class="lead">Tell us your address, and we send a link to it that is good for an hour.</p>
      <Trouble view={view} labels={labels} />
      <Form action="/forgot-password" view={view}>
        <Ask view={view} name="email" label={labels.email} kind="email" fill="username" max={254} />
        <button type="submit">Send the link</button>
      </Form>
      <ul class="beside">
        <li>
          You know it after all? <a href="/sign-in">Sign in</a>
        </li>
      </ul>
    </main>
  )
}

function Reset({ view, minLength }: Choosing) {
  return (
    <main id="main" class="column narrow">
      <h1>Choose a new password</h1>
      {hasToken(view) ? (
        <>
          <p class="lead">All sessions end with it; then you sign in with the new one.</p>
          <Trouble view={view} labels={labels} />
          <Form action="/reset-password" view={view}>
            <Hidden view={view} name="token" />
            <NewPassword view={view} minLength={minLength} label={labels.password} />
            <button type="submit">Set this password</button>
          </Form>
        </>
      ) : (
        <DeadLink view={view} life="an hour" another={{ href: '/forgot-password', words: 'have one sent' }} />
      )}
    </main>
  )
}

function Change({ view, minLength }: Choosing) {
  return (
    <main id="main" class="column narrow">
      <Back />
      <h1>Your password</h1>
      <p class="lead">With a new password all other sessions end; this one goes on.</p>
      <Trouble view={view} labels={labels} />
      <Form action="/account/password" view={view}>
        <Ask
          view={view}
          name="currentPassword"
          label={labels.currentPassword}
          kind="password"
          fill="current-password"
          max={256}
        />
        <NewPassword view={view} minLength={minLength} label={labels.password} />
        <button type="submit">Change it</button>
      </Form>
    </main>
  )
}
