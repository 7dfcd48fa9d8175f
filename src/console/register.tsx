/** Becoming a user: the form, the page that says a mail is on its way, and the form that asks for it once more. */
import * as z from 'zod'
import { register, resendVerification } from '../auth/accounts.ts'
import { nudge } from '../auth/jobs.ts'
import type { Config } from '../core/config.ts'
import { email, line, secret } from '../core/text.ts'
import { type Endpoint, endpoint } from '../ports/endpoint.ts'
import { Ask, Form, Trouble } from './form.tsx'
import { formPage, type View } from './form-page.tsx'
import { Layout, page } from './layout.tsx'
import { type Choosing, NewPassword } from './new-password.tsx'
import { html } from './opened.ts'
import { onTo, withoutDeadCookie } from './refused.tsx'
import { visitorOf } from './visitor.ts'

const labels = { email: 'Email address', password: 'Password', name: 'Name' }

export const registrationPages = (
  development: boolean,
  { passwordMinLength }: Pick<Config, 'passwordMinLength'>,
): readonly Endpoint[] => [
  ...formPage(development, {
    path: '/register',
    name: 'register',
    title: 'Make an account',
    at: 'sign-in',
    summary: 'Register by a form',
    access: 'anyone',
    limits: ['address', 'mail'],
    query: z.strictObject({}),
    form: z.strictObject({ email, password: secret({ max: 256 }), name: line({ max: 200 }).optional() }),
    show: (view) => <Register view={view} minLength={passwordMinLength} />,
    async send(call) {
      await register(call, call.input.body)
      call.later(() => nudge(call.ports))
      return onTo('/mail-sent')
    },
  }),
  ...formPage(development, {
    path: '/confirmation-mail',
    name: 'confirmation-mail',
    title: 'Have the mail sent again',
    at: 'sign-in',
    summary: 'Ask for the verification mail by a form',
    access: 'anyone',
    limits: ['address', 'mail'],
    query: z.strictObject({}),
    form: z.strictObject({ email }),
    show: Again,
    async send(call) {
      await resendVerification(call, call.input.body.email)
      call.later(() => nudge(call.ports))
      return onTo('/mail-sent')
    },
  }),
  endpoint({
    method: 'GET',
    path: '/mail-sent',
    action: 'pages:mail-sent',
    summary: 'The page that says a mail is on its way',
    tag: 'Pages',
    input: {},
    output: { status: 200, description: 'A page.', mediaType: html },
    problems: [],
    access: 'anyone',
    limits: ['address'],
    page: true,
    refused: withoutDeadCookie,
    run: async (call) => ({ body: mailSent(development, visitorOf(call)), secret: true }),
  }),
]

/** The same for an address that is known and one that is not. */
function mailSent(development: boolean, visitor: ReturnType<typeof visitorOf>): string {
  return page(
    <Layout title="Look into your mail" at="sign-in" development={development} visitor={visitor}>
      <main id="main" class="column narrow">
        <h1>Look into your mail</h1>
        <p class="lead">
          If there is something to send to that address, it is on its way. Open the link in it to go on.
        </p>
        <p class="quiet">
          Nothing there after some minutes? Look among what was sorted out as unwanted, or{' '}
          <a href="/confirmation-mail">have it sent again</a>.
          {development && (
            <>
              {' '}
              In development no mail leaves: <a href="/dev/mail">read it on the mail page</a>.
            </>
          )}
        </p>
      </main>
    </Layout>,
  )
}

function Register({ view, minLength }: Choosing) {
  return (
    <main id="main" class="column narrow">
      <h1>Make an account</h1>
      <Trouble view={view} labels={labels} />
      <Form action="/register" view={view}>
        <Ask
          view={view}
          name="email"
          label={labels.email}
          kind="email"
          fill="username"
          hint="We send a link to it, to see that it is yours."
          max={254}
        />
        <NewPassword view={view} minLength={minLength} label={labels.password} />
        <Ask view={view} name="name" label={labels.name} fill="name" optional max={200} />
        <button type="submit">Make the account</button>
      </Form>
      <ul class="beside">
        <li>
          You have one already? <a href="/sign-in">Sign in</a>
        </li>
      </ul>
    </main>
  )
}

function Again(view: View) {
  return (
    <main id="main" class="column narrow">
      <h1>Have the mail sent again</h1>
      <p class="lead">For an address that was registered and is not confirmed yet.</p>
      <Trouble view={view} labels={labels} />
      <Form action="/confirmation-mail" view={view}>
        <Ask view={view} name="email" label={labels.email} kind="email" fill="username" max={254} />
        <button type="submit">Send it again</button>
      </Form>
    </main>
  )
}
