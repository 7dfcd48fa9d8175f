/** One's second factors: an authenticator app, set up, confirmed and removed, and the codes for who lost it. */
import * as z from 'zod'
import { nudge } from '../auth/jobs.ts'
import { userOf } from '../auth/profile.ts'
import { regenerateCodes } from '../auth/recovery-codes.ts'
import { type Factors, listFactors } from '../auth/second-factors/list.ts'
import { code } from '../auth/second-factors/totp.ts'
import { confirmTotp, enrolTotp, removeTotp } from '../auth/totp-enrolment.ts'
import type { Endpoint } from '../ports/endpoint.ts'
import { Done, Form } from './form.tsx'
import { formPage, press } from './form-page.tsx'
import { html } from './opened.ts'
import { Back, type Own, ownPage, toldOnce } from './own-page.tsx'
import { onTo } from './refused.tsx'
import { Codes, Confirm, ForTheApp } from './totp-pages.tsx'

const page = '/account/second-factors'
const grave = { access: 'recent', limits: ['address'], form: z.strictObject({}) } as const

export const factorPages = (development: boolean): readonly Endpoint[] => [
  ownPage(development, {
    path: page,
    name: 'second-factors',
    title: 'Second factors',
    access: 'session',
    load: async (call, own) => <SecondFactors factors={await listFactors(call, userOf(call))} {...own} />,
  }),
  press(
    development,
    {
      ...grave,
      path: `${page}/app`,
      name: 'enrol-app',
      summary: 'Begin with an authenticator app by a button',
      once: true,
      shows: html,
      problems: ['conflict'],
      async send(call) {
        const made = await enrolTotp(call, userOf(call))
        return toldOnce(development, call, 'Set up your app', (visitor) => (
          <ForTheApp {...made} visitor={visitor} />
        ))
      },
    },
    page,
  ),
  ...formPage(development, {
    path: `${page}/confirm`,
    name: 'confirm-app',
    title: 'Confirm your app',
    at: 'account',
    summary: 'Switch the authenticator app on by a form',
    access: 'recent',
    limits: ['address', 'login'],
    once: true,
    query: z.strictObject({}),
    form: z.strictObject({ code }),
    shows: html,
    show: (view) => <Confirm view={view} />,
    async send(call) {
      const { recoveryCodes } = await confirmTotp(call, userOf(call), call.input.body.code)
      call.later(() => nudge(call.ports))
      if (!recoveryCodes) return onTo(`${page}?done=added`)
      return toldOnce(development, call, 'Your recovery codes', () => <Codes codes={recoveryCodes} />)
    },
  }),
  press(
    development,
    {
      ...grave,
      path: `${page}/remove`,
      name: 'remove-app',
      summary: 'Remove the authenticator app by a button',
      problems: ['not-found'],
      async send(call) {
        await removeTotp(call, userOf(call))
        call.later(() => nudge(call.ports))
        return onTo(`${page}?done=removed`)
      },
    },
    page,
  ),
  press(
    development,
    {
      ...grave,
      path: `${page}/codes`,
      name: 'make-recovery-codes',
      summary: 'Make new recovery codes by a button; the old ones are void',
      once: true,
      shows: html,
      problems: ['conflict'],
      async send(call) {
        const { recoveryCodes } = await regenerateCodes(call, userOf(call))
        call.later(() => nudge(call.ports))
        return toldOnce(development, call, 'Your recovery codes', () => <Codes codes={recoveryCodes} />)
      },
    },
    page,
  ),
]

const news: Readonly<Record<string, string>> = {
  added: 'The app is on, and all your other sessions are over.',
  removed: 'The app is removed, and all your other sessions are over.',
}

function SecondFactors({ factors, visitor, done }: Own & { readonly factors: Factors }) {
  const { totp, passkeys, recoveryCodes } = factors
  return (
    <main id="main" class="column">
      <Back />
      <h1>Second factors</h1>
      <p class="lead">With one, a password alone does not open your account, whoever has it.</p>
      <Done>{news[done]}</Done>
      <ul class="list">
        <li>
          <div>
            <strong>Authenticator app</strong> {totp && <span class="mark-here">On</span>}
            <p class="quiet">Shows six digits that change every half minute.</p>
          </div>
          {totp ? (
            <Form action={`${page}/remove`} view={{ visitor }}>
              <button type="submit" class="second">
                Remove<span class="unseen"> the authenticator app</span>
              </button>
            </Form>
          ) : (
            <Form action={`${page}/app`} view={{ visitor }} once>
              <button type="submit" class="second">
                Set up<span class="unseen"> an authenticator app</span>
              </button>
            </Form>
          )}
        </li>
        {(totp || passkeys > 0) && (
          <li>
            <div>
              <strong>Recovery codes</strong>
              <p class="quiet">
                {recoveryCodes === 0 ? 'None is left.' : `${recoveryCodes} left.`} Each opens once, where the
                other factor is lost.
              </p>
            </div>
            <Form action={`${page}/codes`} view={{ visitor }} once>
              <button type="submit" class="second">
                Make new ones<span class="unseen">; the old recovery codes are void then</span>
              </button>
            </Form>
          </li>
        )}
      </ul>
    </main>
  )
}
