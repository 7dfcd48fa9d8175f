/** Taking everything along, and leaving for good. */
import * as z from 'zod'
import { leaving } from '../auth/cookie.ts'
import { erasing } from '../auth/erasure.ts'
import { exporting, keptAs } from '../auth/export.ts'
import type { OwnData } from '../auth/own-data.ts'
import { showProfile, userOf } from '../auth/profile.ts'
import { invalid } from '../core/errors.ts'
import { email } from '../core/text.ts'
import type { Endpoint } from '../ports/endpoint.ts'
import { Ask, Form, Trouble } from './form.tsx'
import { formPage, type View } from './form-page.tsx'
import { Back } from './own-page.tsx'
import { onTo } from './refused.tsx'

const own = { at: 'account', access: 'recent', limits: ['address'] } as const

export function leavingPages(development: boolean, parts: readonly OwnData[]): readonly Endpoint[] {
  const exportAll = exporting(parts)
  const erase = erasing(parts)
  return [
    ...formPage(development, {
      ...own,
      path: '/account/export',
      name: 'export',
      title: 'Take your data along',
      summary: 'Take along all that is kept of you, by a button',
      query: z.strictObject({}),
      form: z.strictObject({}),
      shows: 'application/json',
      headers: ['Content-Disposition'],
      show: Export,
      async send(call) {
        const all = await exportAll(call, userOf(call))
        const headers = { 'content-type': 'application/json', ...keptAs(all) }
        return { status: 200, body: JSON.stringify(all, null, 2), headers, secret: true }
      },
    }),
    ...formPage(development, {
      ...own,
      path: '/account/erase',
      name: 'erase',
      title: 'Erase your account',
      summary: 'Erase yourself by a form: for good, but for what the law wants kept',
      query: z.strictObject({}),
      form: z.strictObject({ email }),
      headers: ['Clear-Site-Data'],
      problems: ['conflict'],
      show: Erase,
      async send(call) {
        const { email: known } = await showProfile(call)
        if (call.input.body.email !== known) throw invalid([notYours])
        await erase(call, userOf(call))
        return onTo('/sign-in?done=erased', leaving)
      },
    }),
  ]
}

const notYours = { pointer: '#/email', code: 'other_address', detail: 'Must be the address of this account.' }

function Export(view: View) {
  return (
    <main id="main" class="column narrow">
      <Back />
      <h1>Take your data along</h1>
      <p class="lead">All that is kept of you, as one JSON document. Keep it where only you can read it.</p>
      <Trouble view={view} labels={{}} />
      <Form action="/account/export" view={view}>
        <button type="submit">Download it</button>
      </Form>
    </main>
  )
}

function Erase(view: View) {
  return (
    <main id="main" class="column narrow">
      <Back />
      <h1>Erase your account</h1>
      <p class="lead">
        Everything of yours goes, and cannot be brought back. Invoices that were issued stay, as the law
        wants; <a href="/account/export">take your data along</a> first.
      </p>
      <Trouble view={view} labels={{ email: 'Email address' }} />
      <Form action="/account/erase" view={view}>
        <Ask
          view={view}
          name="email"
          label="Email address"
          kind="email"
          fill="off"
          hint="Type the address of this account, to show that you mean it."
          max={254}
        />
        <button type="submit" class="grave">
          Erase my account
        </button>
      </Form>
    </main>
  )
}
