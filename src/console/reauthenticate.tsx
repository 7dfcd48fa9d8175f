/**
 * Proving again who one is, before what is grave: the password opens a new session, and the one that asked is over. What is
 * grave asks for a session whose person proved within ten minutes who they are; this is where it leads.
 */
import { z } from 'zod'
import { sessionCookie } from '../auth/cookie.ts'
import { login } from '../auth/login.ts'
import { showProfile, userOf } from '../auth/profile.ts'
import { endSession } from '../auth/revocation.ts'
import { AppError } from '../core/errors.ts'
import { line, secret } from '../core/text.ts'
import type { Call, Endpoint } from '../ports/endpoint.ts'
import { Ask, Form, Hidden, Trouble } from './form.tsx'
import { formPage, type View } from './form-page.tsx'
import { localPath } from './local-path.ts'
import { onTo } from './refused.tsx'

const then = line({ max: 200 }).optional()

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
    form: z.strictObject({ password: secret({ max: 256 }), then }),
    show: IsItYou,
    async send(call) {
      const { password, then: asked } = call.input.body
      const token = await proven(call as Call, password)
      return onTo(localPath(asked), { cookies: [sessionCookie(token)] })
    },
  })

async function proven(call: Call, password: string): Promise<string> {
  const user = userOf(call)
  const { email } = await showProfile(call)
  try {
    const { token } = await login(call, { email, password, transport: 'cookie' })
    await endSession(call, user, user.sessionId)
    return token
  } catch (error) {
    if (error instanceof AppError && error.code === 'unauthenticated')
      throw new AppError('unauthenticated', 'The password is not right.')
    throw error
  }
}

function IsItYou(view: View) {
  return (
    <main id="main" class="column narrow">
      <h1>Is it you?</h1>
      <p class="lead">What you are about to do is grave. Please show once more that it is you.</p>
      <Trouble view={view} labels={{ password: 'Password' }} />
      <Form action="/reauthenticate" view={view}>
        <Hidden view={view} name="then" value={localPath(view.typed.then)} />
        <Ask view={view} name="password" label="Password" kind="password" fill="current-password" max={256} />
        <button type="submit">Go on</button>
      </Form>
    </main>
  )
}
