/**
 * The second step of signing in. What the first one led to is in a cookie that no script reads and no address shows; it
 * opens nothing by itself.
 */
import * as z from 'zod'
import { challengeCookieName, clearedChallengeCookie, sessionCookie } from '../auth/cookie.ts'
import { completeLogin } from '../auth/second-factor.ts'
import { AppError } from '../core/errors.ts'
import { line } from '../core/text.ts'
import type { Endpoint } from '../ports/endpoint.ts'
import { Ask, Form, Hidden, Trouble } from './form.tsx'
import { formPage, type View } from './form-page.tsx'
import { leadingTo, localPath } from './local-path.ts'
import { PasskeyWay } from './passkey-form.tsx'
import { secondStepOptions } from './passkey-ways.ts'
import { proofOf } from './proof-code.ts'
import { onTo } from './refused.tsx'

const then = line({ max: 512 }).optional()

export const secondFactorPages = (development: boolean): readonly Endpoint[] =>
  formPage(development, {
    path: '/second-factor',
    name: 'second-factor',
    title: 'One more step',
    at: 'sign-in',
    summary: 'Finish signing in with a second factor, by a form',
    access: 'anyone',
    limits: ['address', 'login'],
    query: z.strictObject({ then }),
    form: z.strictObject({ code: line({ min: 1, max: 60 }), then }),
    instead: (call) =>
      call.cookie(challengeCookieName)
        ? undefined
        : onTo(leadingTo('/sign-in', localPath(call.input.query.then))),
    show: SecondFactor,
    async send(call) {
      const { code, then: asked } = call.input.body
      const challenge = call.cookie(challengeCookieName) ?? ''
      const { token } = await completeLogin(call, { challenge, ...proofOf(code) }).catch(wrongCode)
      return onTo(localPath(asked), { cookies: [sessionCookie(token), clearedChallengeCookie()] })
    },
  })

/** The challenge is nothing a person has heard of. */
function wrongCode(error: unknown): never {
  if (error instanceof AppError && error.code === 'unauthenticated')
    throw new AppError('unauthenticated', 'This code is not right, was used before, or came too late.')
  throw error
}

function SecondFactor(view: View) {
  return (
    <main id="main" class="column narrow">
      <h1>One more step</h1>
      <p class="lead">Your password is right. Show that you have your second factor as well.</p>
      <Trouble view={view} labels={{ code: 'Code' }} />
      <Form action="/second-factor" view={view}>
        <Hidden view={view} name="then" value={localPath(view.typed.then)} />
        <Ask
          view={view}
          name="code"
          label="Code"
          kind="code"
          fill="one-time-code"
          hint="The six digits that your app shows now, or one of your recovery codes."
          max={60}
        />
        <button type="submit">Go on</button>
      </Form>
      <PasskeyWay
        view={view}
        action="/second-factor/passkey"
        options={secondStepOptions}
        label="Use a passkey"
      />
      <ul class="beside">
        <li>
          Five tries, five minutes. After that, <a href="/sign-in">begin anew</a>.
        </li>
      </ul>
    </main>
  )
}
