/**
 * What forms are made of. A label stands above its field, a hint between them, what is wrong below; each is tied to the field for
 * who hears the page. A secret is never filled in again, and a pasted one never cut short: how long it may be, the answer says.
 */
import type { Child } from 'hono/jsx'
import type { View } from './form-page.tsx'

/** The form itself, with what every form of ours carries. */
interface Sheet {
  readonly action: string
  readonly view: Pick<View, 'visitor'>
  /** Pressed twice, it is done once: the key of an `idempotent` endpoint. */
  readonly once?: boolean
  readonly children: Child
}

export function Form({ action, view, once, children }: Sheet) {
  return (
    <form method="post" action={action} class="form">
      {view.visitor && <input type="hidden" name="csrf" value={view.visitor.csrf} />}
      {once && <input type="hidden" name="key" value={crypto.randomUUID()} />}
      {children}
    </form>
  )
}

export interface Question {
  readonly view: Pick<View, 'typed' | 'faults'>
  readonly name: string
  readonly label: string
  readonly kind?: 'text' | 'email' | 'password' | 'code' | 'digits'
  /** What a browser or a password manager may fill in. */
  readonly fill: string
  readonly hint?: string
  /** Says so beside the label. */
  readonly optional?: boolean
  /** False where another field will do as well. */
  readonly needed?: boolean
  readonly max: number
}

/** What is no prose is neither corrected nor sent to a spelling service. */
const asTyped: object = { autocapitalize: 'none', spellcheck: 'false' }

const modes = {
  text: undefined,
  email: 'email',
  password: undefined,
  code: undefined,
  digits: 'numeric',
} as const
const types = { text: 'text', email: 'email', password: 'password', code: 'text', digits: 'text' } as const

export function Ask({
  view,
  name,
  label,
  kind = 'text',
  fill,
  hint,
  optional = false,
  needed = !optional,
  max,
}: Question) {
  const fault = view.faults[name]
  const id = `field-${name}`
  const about = [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(' ')
  const secret = kind === 'password' || kind === 'code' || kind === 'digits'
  return (
    <div class={fault ? 'ask wrong' : 'ask'}>
      <label for={id}>
        {label}
        {optional && <span class="optional"> (optional)</span>}
      </label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <div class="typed">
        <input
          id={id}
          name={name}
          type={types[kind]}
          autocomplete={fill}
          maxlength={kind === 'password' ? undefined : max}
          required={needed}
          value={secret ? undefined : (view.typed[name] ?? '')}
          inputmode={modes[kind]}
          {...(kind === 'text' ? {} : asTyped)}
          aria-describedby={about || undefined}
          aria-invalid={fault ? 'true' : undefined}
        />
      </div>
      {fault && (
        <p class="fault" id={`${id}-fault`}>
          {fault}
        </p>
      )}
    </div>
  )
}

/** Says at the top what is wrong, and leads to it; it has the focus when the page opens, with scripts off as well. */
export function Trouble({ view, labels }: { view: View; labels: Readonly<Record<string, string>> }) {
  if (!view.trouble) return null
  const faults = Object.entries(view.faults)
  return (
    <div class="trouble" role="alert" tabindex={-1} autofocus>
      <p>{view.trouble}</p>
      {faults.length > 0 && (
        <ul>
          {faults.map(([name, detail]) => (
            <li>
              {labels[name] ? (
                <a href={`#field-${name}`}>
                  {labels[name]}: {detail}
                </a>
              ) : (
                detail
              )}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

/** `value` stands for what came along, where that must not be passed on as it is. */
export function Hidden({ view, name, value }: { view: View; name: string; value?: string }) {
  return <input type="hidden" name={name} value={value ?? view.typed[name] ?? ''} />
}

/** Good news at the top of the page that one was led on to. */
export function Done({ children }: { children?: Child }) {
  return children ? (
    <p class="done" role="status">
      {children}
    </p>
  ) : null
}
