/**
 * What the link in a verification mail opens. Opening it consumes nothing, since mail scanners open links, too:
 * the token is used when a person presses the button. It stands in the form and nowhere else on the page.
 */
import * as z from 'zod'
import { verifyEmail } from '../auth/accounts.ts'
import { line } from '../core/text.ts'
import type { Endpoint } from '../ports/endpoint.ts'
import { DeadLink, hasToken } from './dead-link.tsx'
import { Form, Hidden, Trouble } from './form.tsx'
import { formPage, type View } from './form-page.tsx'
import { onTo } from './refused.tsx'

export const verificationPages = (development: boolean): readonly Endpoint[] =>
  formPage(development, {
    path: '/verify-email',
    name: 'verify-email',
    title: 'Confirm your address',
    at: 'none',
    summary: 'Prove an address by a form, with the token of the link that led to it',
    access: 'anyone',
    limits: ['address', 'login'],
    query: z.strictObject({ token: line({ max: 200 }).optional() }),
    form: z.strictObject({ token: line({ min: 1, max: 100 }) }),
    show: VerifyEmail,
    async send(call) {
      await verifyEmail(call, call.input.body.token)
      return onTo('/sign-in?done=verified')
    },
  })

function VerifyEmail(view: View) {
  return (
    <main id="main" class="column narrow">
      <h1>Confirm your address</h1>
      {hasToken(view) ? (
        <>
          <p class="lead">One press, and the address that our mail reached is yours to sign in with.</p>
          <Trouble view={view} labels={{}} />
          <Form action="/verify-email" view={view}>
            <Hidden view={view} name="token" />
            <button type="submit">Confirm this address</button>
          </Form>
        </>
      ) : (
        <>
          <DeadLink
            view={view}
            life="a day"
            another={{ href: '/confirmation-mail', words: 'have one sent again' }}
          />
          <p>
            Confirmed already? <a href="/sign-in">Sign in</a>
          </p>
        </>
      )}
    </main>
  )
}
