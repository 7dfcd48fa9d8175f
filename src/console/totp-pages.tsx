/** What is shown once while a second factor is set up: the secret for the app, and the recovery codes. */
import { Ask, Form, Trouble } from './form.tsx'
import type { View } from './form-page.tsx'
import { Back } from './own-page.tsx'
import type { Visitor } from './visitor.ts'

const action = '/account/second-factors/confirm'
const labels = { code: 'Code' }

const Digits = ({ view }: { view: Pick<View, 'typed' | 'faults'> }) => (
  <Ask
    view={view}
    name="code"
    label={labels.code}
    kind="digits"
    fill="one-time-code"
    hint="The six digits that the app shows for this account."
    max={20}
  />
)

interface Enrolled {
  readonly secret: string
  readonly otpauthUri: string
  readonly visitor: Visitor | undefined
}

export function ForTheApp({ secret, otpauthUri, visitor }: Enrolled) {
  const view = { visitor, typed: {}, faults: {} }
  return (
    <main id="main" class="column narrow">
      <Back />
      <h1>Set up your app</h1>
      <p class="lead">Give this key to your authenticator app. It is shown this once.</p>
      <pre tabindex={0} class="spelled">
        <code>{secret.replaceAll(/.{4}(?=.)/g, '$& ')}</code>
      </pre>
      <p>
        <a href={otpauthUri}>Open the app on this device</a>
      </p>
      <Form action={action} view={view} once>
        <Digits view={view} />
        <button type="submit">Switch it on</button>
      </Form>
    </main>
  )
}

export function Confirm({ view }: { view: View }) {
  return (
    <main id="main" class="column narrow">
      <Back />
      <h1>Confirm your app</h1>
      <p class="lead">Your app has the key already: type the digits that it shows now.</p>
      <Trouble view={view} labels={labels} />
      <Form action={action} view={view} once>
        <Digits view={view} />
        <button type="submit">Switch it on</button>
      </Form>
      <ul class="beside">
        <li>
          Does it not have it? <a href="/account/second-factors">Begin anew</a>
        </li>
      </ul>
    </main>
  )
}

export function Codes({ codes }: { codes: readonly string[] }) {
  return (
    <main id="main" class="column narrow">
      <Back />
      <h1>Your recovery codes</h1>
      <p class="lead">
        Print them, or write them down, and keep them where you will find them without this device. They are
        shown this once, and each opens once.
      </p>
      <ol class="codes-once">
        {codes.map((code) => (
          <li>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <p>
        <a class="button" href="/account/second-factors">
          I have them
        </a>
      </p>
    </main>
  )
}
