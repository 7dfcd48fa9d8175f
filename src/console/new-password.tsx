/** The field for a password that is being chosen. */
import { Ask } from './form.tsx'
import type { View } from './form-page.tsx'

export interface Choosing {
  readonly view: View
  readonly minLength: number
}

export const NewPassword = ({ view, minLength, label }: Choosing & { readonly label: string }) => (
  <Ask
    view={view}
    name="password"
    label={label}
    kind="password"
    fill="new-password"
    hint={`At least ${minLength} characters. Several words are good, and spaces are welcome.`}
    max={256}
  />
)
