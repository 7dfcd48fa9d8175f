/** The form for one more API key, and the page that shows it this once. */
import { isWithin } from '../auth/scopes.ts'
import { Ask, Form, Trouble } from './form.tsx'
import type { View } from './form-page.tsx'
import { Back } from './own-page.tsx'

/** Days; a key without an end is a choice, and not the first. */
export const lives: Readonly<Record<string, string>> = {
  '30': '30 days',
  '90': '90 days',
  '365': 'A year',
  never: 'Until I revoke it',
}
const usual = '90'

const labels = { name: 'Name', scopes: 'What it may do', life: 'How long it lives' }

export function NewKey({ view, scopes }: { view: View; scopes: readonly string[] }) {
  const role = view.visitor?.role
  const offered = scopes.filter((scope) => role === undefined || isWithin(role, scope))
  const wrong = Object.entries(view.faults).find(([name]) => name.startsWith('scopes'))?.[1]
  return (
    <main id="main" class="column narrow">
      <Back />
      <h1>A new API key</h1>
      <Trouble view={view} labels={labels} />
      <Form action="/account/api-keys/new" view={view} once>
        <Ask
          view={view}
          name="name"
          label={labels.name}
          fill="off"
          hint="What it is for, so that you know it again."
          max={100}
        />
        <fieldset
          id="field-scopes"
          tabindex={-1}
          class={wrong ? 'ask wrong' : 'ask'}
          aria-describedby={wrong ? 'scopes-fault' : undefined}
        >
          <legend>{labels.scopes}</legend>
          <div class="ticks">
            {offered.map((scope) => (
              <label class="tick">
                <input type="checkbox" name={scope} checked={view.typed[scope] === 'on'} />
                {wordsOf(scope)}
              </label>
            ))}
          </div>
          {wrong && (
            <p class="fault" id="scopes-fault">
              {wrong}
            </p>
          )}
        </fieldset>
        <div class="ask">
          <label for="field-life">{labels.life}</label>
          <div class="typed">
            <select id="field-life" name="life">
              {Object.entries(lives).map(([life, words]) => (
                <option value={life} selected={(view.typed.life ?? usual) === life}>
                  {words}
                </option>
              ))}
            </select>
          </div>
        </div>
        <button type="submit">Make the key</button>
      </Form>
    </main>
  )
}

/** `invoices:read` → `Read invoices`. */
function wordsOf(scope: string): string {
  const [area = '', use] = scope.split(':')
  return `${use === 'read' ? 'Read' : 'Read and change'} ${area.replaceAll('-', ' ')}`
}

export function Made({ secret, name }: { secret: string; name: string }) {
  return (
    <main id="main" class="column narrow">
      <Back />
      <h1>Your new key</h1>
      <p class="lead">
        Copy it now, into where the program finds it. It is shown this once, and kept nowhere here.
      </p>
      <p class="quiet">{name}</p>
      <pre tabindex={0}>
        <code>{secret}</code>
      </pre>
      <p>
        <a href="/account/api-keys">I have it</a>
      </p>
    </main>
  )
}
