/** One's own account: what it says of oneself, and where one is signed in. Each change has a form, each form is a verb of the API. */
import * as z from 'zod'
import { changeProfile, listSessions, showProfile } from '../auth/profile.ts'
import type { SessionJson, UserJson } from '../auth/shapes.ts'
import { line } from '../core/text.ts'
import type { Endpoint } from '../ports/endpoint.ts'
import { Sessions, sessionButtons } from './account-sessions.tsx'
import { Ask, Done, Form, Trouble } from './form.tsx'
import { formPage, type View } from './form-page.tsx'
import { Moment } from './moment.tsx'
import { Back, ownPage } from './own-page.tsx'
import { onTo } from './refused.tsx'
import type { Visitor } from './visitor.ts'

const news: Readonly<Record<string, string>> = {
  name: 'Your name is changed.',
  password: 'Your password is changed, and all other sessions are over.',
  session: 'That session is over.',
  sessions: 'All other sessions are over.',
}

const own = { access: 'session', limits: ['address'] } as const

export const accountPages = (development: boolean): readonly Endpoint[] => [
  ownPage(development, {
    path: '/account',
    name: 'account',
    title: 'Your account',
    access: 'session',
    async load(call, { visitor, done }) {
      const [user, sessions] = await Promise.all([showProfile(call), listSessions(call)])
      return <Account user={user} sessions={sessions} visitor={visitor} news={news[done]} />
    },
  }),
  ...formPage(development, {
    ...own,
    path: '/account/name',
    name: 'change-name',
    title: 'Your name',
    at: 'account',
    summary: 'Change your name by a form',
    query: z.strictObject({}),
    form: z.strictObject({ name: line({ max: 200 }) }),
    filled: async (call) => ({ name: (await showProfile(call)).name ?? '' }),
    show: Name,
    async send(call) {
      await changeProfile(call, call.input.body.name || null)
      return onTo('/account?done=name')
    },
  }),
  ...sessionButtons(development),
]

const ways: readonly (readonly [href: string, title: string, about: string])[] = [
  ['/account/second-factors', 'Second factors', 'Beside the password'],
  ['/account/passkeys', 'Passkeys', 'In place of the password, or beside it'],
  ['/account/identities', 'Other ways to sign in', 'Providers that know you'],
  ['/account/api-keys', 'API keys', 'For programs that act for you'],
  ['/account/export', 'Take your data along', 'All that is kept of you'],
  ['/account/erase', 'Erase your account', 'For good'],
]

interface Shown {
  readonly user: UserJson
  readonly sessions: readonly SessionJson[]
  readonly visitor: Visitor | undefined
  readonly news: string | undefined
}

function Account({ user, sessions, visitor, news: told }: Shown) {
  return (
    <main id="main" class="column">
      <h1>Your account</h1>
      <p class="lead">{user.email}</p>
      <Done>{told}</Done>
      <section aria-labelledby="profile">
        <h2 id="profile">Profile</h2>
        <dl class="rows">
          <div>
            <dt>Name</dt>
            <dd>{user.name ?? <span class="quiet">None yet</span>}</dd>
            <dd>
              <a href="/account/name">
                Change<span class="unseen"> your name</span>
              </a>
            </dd>
          </div>
          <div>
            <dt>Password</dt>
            <dd class="quiet">Changing it ends all other sessions</dd>
            <dd>
              <a href="/account/password">
                Change<span class="unseen"> your password</span>
              </a>
            </dd>
          </div>
          <div>
            <dt>Role</dt>
            <dd>{user.role}</dd>
          </div>
          <div>
            <dt>Here since</dt>
            <dd>
              <Moment at={user.createdAt} />
            </dd>
          </div>
        </dl>
      </section>
      <section aria-labelledby="more">
        <h2 id="more">Ways in, and your data</h2>
        <ul class="ways">
          {ways.map(([href, title, about]) => (
            <li>
              <a href={href}>{title}</a>
              <span class="quiet">{about}</span>
            </li>
          ))}
        </ul>
      </section>
      <Sessions sessions={sessions} visitor={visitor} />
    </main>
  )
}

function Name(view: View) {
  return (
    <main id="main" class="column narrow">
      <Back />
      <h1>Your name</h1>
      <Trouble view={view} labels={{ name: 'Name' }} />
      <Form action="/account/name" view={view}>
        <Ask
          view={view}
          name="name"
          label="Name"
          fill="name"
          hint="As you would like to be called. Leave it empty to have none here."
          optional
          max={200}
        />
        <button type="submit">Save</button>
      </Form>
    </main>
  )
}
