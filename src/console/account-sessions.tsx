/** Where one is signed in, each session with a button that ends it. */
import * as z from 'zod'
import { leaving } from '../auth/cookie.ts'
import { userOf } from '../auth/profile.ts'
import { endOtherSessions, endSession } from '../auth/revocation.ts'
import type { SessionJson } from '../auth/shapes.ts'
import type { Endpoint } from '../ports/endpoint.ts'
import { deviceOf } from './device.ts'
import { Form } from './form.tsx'
import { press } from './form-page.tsx'
import { Moment } from './moment.tsx'
import { onTo } from './refused.tsx'
import type { Visitor } from './visitor.ts'

const own = { access: 'session', limits: ['address'] } as const

export const sessionButtons = (development: boolean): readonly Endpoint[] => [
  press(
    development,
    {
      ...own,
      path: '/account/sessions/end',
      name: 'end-session',
      summary: 'End one of your sessions by a button',
      headers: ['Clear-Site-Data'],
      problems: ['not-found'],
      form: z.strictObject({ id: z.uuid() }),
      async send(call) {
        const user = userOf(call)
        await endSession(call, user, call.input.body.id)
        return call.input.body.id === user.sessionId
          ? onTo('/sign-in?done=signed-out', leaving)
          : onTo('/account?done=session')
      },
    },
    '/account',
  ),
  press(
    development,
    {
      ...own,
      path: '/account/sessions/end-others',
      name: 'end-other-sessions',
      summary: 'End all your other sessions by a button',
      form: z.strictObject({}),
      async send(call) {
        await endOtherSessions(call, userOf(call))
        return onTo('/account?done=sessions')
      },
    },
    '/account',
  ),
]

interface Shown {
  readonly sessions: readonly SessionJson[]
  readonly visitor: Visitor | undefined
}

export function Sessions({ sessions, visitor }: Shown) {
  const others = sessions.filter(({ current }) => !current)
  return (
    <section aria-labelledby="sessions">
      <h2 id="sessions">Sessions</h2>
      <p class="quiet">Where you are signed in. End what you do not recognise, and set a new password.</p>
      <ul class="list">
        {sessions.map((session) => (
          <Session session={session} visitor={visitor} />
        ))}
      </ul>
      {others.length > 0 && (
        <Form action="/account/sessions/end-others" view={{ visitor }}>
          <button type="submit" class="second">
            End all other sessions
          </button>
        </Form>
      )}
    </section>
  )
}

function Session({ session, visitor }: { session: SessionJson; visitor: Visitor | undefined }) {
  const device = deviceOf(session.userAgent)
  return (
    <li>
      <div>
        <strong>{device}</strong> {session.current && <span class="mark-here">This one</span>}
        <p class="quiet">
          {session.ipAddress ?? 'Address unknown'} · last seen <Moment at={session.lastSeenAt} />
        </p>
      </div>
      <Form action="/account/sessions/end" view={{ visitor }}>
        <input type="hidden" name="id" value={session.id} />
        <button type="submit" class="second">
          {session.current ? 'Sign out' : 'End'}
          <span class="unseen">
            {' '}
            the session of {device}, begun <Moment at={session.createdAt} />
          </span>
        </button>
      </Form>
    </li>
  )
}
