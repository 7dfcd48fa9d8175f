/** One's passkeys: added by whatever authenticator the browser knows, listed, removed. */
import * as z from 'zod'
import { nudge } from '../auth/jobs.ts'
import { registrationResponse } from '../auth/passkeys/answers.ts'
import { listPasskeys, type PasskeyJson, registerPasskey, removePasskey } from '../auth/passkeys/own.ts'
import { userOf } from '../auth/profile.ts'
import { line } from '../core/text.ts'
import type { Endpoint } from '../ports/endpoint.ts'
import { Ask, Done, Trouble } from './form.tsx'
import { formPage, press, type View } from './form-page.tsx'
import { Listed } from './listed.tsx'
import { Moment } from './moment.tsx'
import { html } from './opened.ts'
import { Back, type Own, ownPage, toldOnce } from './own-page.tsx'
import { PasskeyForm, passkeyField, passkeyIn } from './passkey-form.tsx'
import { onTo } from './refused.tsx'
import { Codes } from './totp-pages.tsx'

const path = '/account/passkeys'

export const passkeyPages = (development: boolean): readonly Endpoint[] => [
  ownPage(development, {
    path,
    name: 'passkeys',
    title: 'Passkeys',
    access: 'session',
    load: async (call, own) => <Passkeys passkeys={await listPasskeys(call, userOf(call))} {...own} />,
  }),
  ...formPage(development, {
    path: `${path}/new`,
    name: 'add-passkey',
    title: 'A new passkey',
    at: 'account',
    summary: 'Add a passkey by a form',
    access: 'recent',
    limits: ['address', 'login'],
    query: z.strictObject({}),
    form: z.strictObject({ name: line({ min: 1, max: 100 }), response: passkeyField }),
    shows: html,
    problems: ['conflict'],
    show: NewPasskey,
    async send(call) {
      const { name, response } = call.input.body
      const sent = { name, response: passkeyIn(registrationResponse, response) }
      const { recoveryCodes } = (await registerPasskey(call, userOf(call), sent)).passkey
      call.later(() => nudge(call.ports))
      if (!recoveryCodes) return onTo(`${path}?done=added`)
      return toldOnce(development, call, 'Your recovery codes', () => <Codes codes={recoveryCodes} />)
    },
  }),
  press(
    development,
    {
      path: `${path}/remove`,
      name: 'remove-passkey',
      summary: 'Remove a passkey by a button',
      access: 'recent',
      limits: ['address'],
      problems: ['not-found'],
      form: z.strictObject({ id: z.uuid() }),
      async send(call) {
        await removePasskey(call, userOf(call), call.input.body.id)
        call.later(() => nudge(call.ports))
        return onTo(`${path}?done=removed`)
      },
    },
    path,
  ),
]

const news: Readonly<Record<string, string>> = {
  added: 'It signs in from now on, and all your other sessions are over.',
  removed: 'It is removed, and all your other sessions are over.',
}

function Passkeys({ passkeys, visitor, done }: Own & { readonly passkeys: readonly PasskeyJson[] }) {
  return (
    <main id="main" class="column">
      <Back />
      <h1>Passkeys</h1>
      <p class="lead">A device or a password manager that signs in for you, with your finger, face or PIN.</p>
      <Done>{news[done]}</Done>
      {passkeys.length === 0 ? (
        <p class="empty">There are none.</p>
      ) : (
        <ul class="list">
          {passkeys.map(({ id, name, createdAt, lastUsedAt }) => (
            <Listed id={id} title={name} verb="Remove" action={`${path}/remove`} visitor={visitor}>
              <p class="quiet">
                since <Moment at={createdAt} />
                {lastUsedAt && ', last used '}
                {lastUsedAt && <Moment at={lastUsedAt} />}
              </p>
            </Listed>
          ))}
        </ul>
      )}
      <p>
        <a class="button" href={`${path}/new`}>
          Add a passkey
        </a>
      </p>
    </main>
  )
}

function NewPasskey(view: View) {
  return (
    <main id="main" class="column narrow">
      <Back />
      <h1>A new passkey</h1>
      <Trouble view={view} labels={{ name: 'Name' }} />
      <PasskeyForm
        action={`${path}/new`}
        view={view}
        ceremony="create"
        options="/v1/auth/passkeys/options"
        label="Add it"
      >
        <Ask
          view={view}
          name="name"
          label="Name"
          fill="off"
          hint="So that you know it again: the device, or where it is kept."
          max={100}
        />
      </PasskeyForm>
      <noscript>
        <p>A browser asks for a passkey by a script: switch scripts on for this page.</p>
      </noscript>
    </main>
  )
}
