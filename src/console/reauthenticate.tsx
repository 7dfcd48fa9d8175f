/**
 * Proving again who one is, before what is grave: it wants a session whose person proved so within ten minutes, and leads here
 * where they did not. A new session takes the place of the one that asked.
 */
import * as z from 'zod'
import { userOf } from '../auth/profile.ts'
import { type Proof, reauthenticate } from '../auth/reauthentication.ts'
import { invalid } from '../core/errors.ts'
import { line, secret } from '../core/text.ts'
import type { Endpoint } from '../ports/endpoint.ts'
import { Ask, Form, Hidden, Trouble } from './form.tsx'
import { formPage, type View } from './form-page.tsx'
import { localPath } from './local-path.ts'
import { PasskeyWay } from './passkey-form.tsx'
import { proofOf } from './proof-code.ts'
import { onWith } from './refused.tsx'

const then = line({ max: 200 }).optional()
const labels = { password: 'Password', code: 'Code' }

export const reauthenticationPages = (development: boolean): readonly Endpoint[] =>
  formPage(development, {
    path: '/reauthenticate',
    name: 'reauthenticate',
    title: 'Is it you?',
    at: 'account',
    summary: 'Prove again who you are, by a form',
    access: 'session',
    limits: ['address', 'login'],
    query: z.strictObject({ then }),
    form: z.strictObject({
      password: secret({ min: 0, max: 256 }).optional(),
      code: line({ max: 60 }).optional(),
      then,
    }),
    show: IsItYou,
    async send(call) {
      const { password, code, then: asked } = call.input.body
      return onWith(localPath(asked), await reauthenticate(call, userOf(call), oneOf(password, code)))
    },
  })

function oneOf(password: string | undefined, code: string | undefined): Proof {
  if (password) return { password }
  if (code) return proofOf(code)
  throw invalid([{ pointer: '#/password', code: 'required', detail: 'Is required, or else a code.' }])
}

function IsItYou(view: View) {
  return (
    <main id="main" class="column narrow">
      <h1>Is it you?</h1>
      <p class="lead">What you are about to do is grave. Please show once more that it is you.</p>
      <Trouble view={view} labels={labels} />
      <Form action="/reauthenticate" view={view}>
        <Hidden view={view} name="then" value={localPath(view.typed.then)} />
        <Ask
          view={view}
          name="password"
          label={labels.password}
          kind="password"
          fill="current-password"
          needed={false}
          max={256}
        />
        <details open={view.faults.code !== undefined}>
          <summary>Use a code instead</summary>
          <Ask
            view={view}
            name="code"
            label={labels.code}
            kind="code"
            fill="one-time-code"
            hint="The six digits that your app shows now, or one of your recovery codes."
            needed={false}
            max={60}
          />
        </details>
        <button type="submit">Go on</button>
      </Form>
      <PasskeyWay
        view={view}
        action="/reauthenticate/passkey"
        options="/v1/auth/reauthenticate/passkey/options"
        label="Use a passkey"
      />
    </main>
  )
}
