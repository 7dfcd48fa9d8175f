/** A form that is answered with a passkey: the script shows it where there is one that can ask, and fills in the answer. */
import type { Child } from 'hono/jsx'
import type { z } from 'zod'
import { invalid } from '../core/errors.ts'
import { line } from '../core/text.ts'
import { Hidden } from './form.tsx'
import type { View } from './form-page.tsx'
import { localPath } from './local-path.ts'

interface Asking {
  readonly action: string
  readonly view: Pick<View, 'visitor'>
  readonly ceremony: 'create' | 'get'
  /** Where the options of the ceremony come from. */
  readonly options: string
  readonly label: string
  /** Beside other ways. */
  readonly second?: boolean
  readonly children?: Child
}

export function PasskeyForm({ action, view, ceremony, options, label, second, children }: Asking) {
  return (
    <form method="post" action={action} class="form" data-passkey={ceremony} data-options={options} hidden>
      {view.visitor && <input type="hidden" name="csrf" value={view.visitor.csrf} />}
      <input type="hidden" name="response" value="" />
      {children}
      <button type="submit" class={second ? 'second' : undefined}>
        {label}
      </button>
      {/* Filled by the script, and spoken then. */}
      <p role="status" class="quiet" />
    </form>
  )
}

interface Way extends Pick<Asking, 'action' | 'options' | 'label'> {
  readonly view: View
}

/** Beside the other ways to prove who one is, and on to the same place. */
export const PasskeyWay = ({ view, ...asking }: Way) => (
  <PasskeyForm {...asking} view={view} ceremony="get" second>
    <Hidden view={view} name="then" value={localPath(view.typed.then)} />
  </PasskeyForm>
)

/** The field that the script fills in: JSON, of which the schema of the API decides. */
export const passkeyField = line({ min: 2, max: 100_000 })

export function passkeyIn<S extends z.ZodType>(schema: S, text: string): z.output<S> {
  const read = schema.safeParse(parsed(text))
  if (read.success) return read.data
  const detail = 'This is no answer of a passkey. Please try again.'
  throw invalid([{ pointer: '#/response', code: 'invalid_response', detail }])
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
