/** What stands in place of a form whose token came with a link, and is none or good for nothing any more. */
import type { View } from './form-page.tsx'

/** Has the page a token to send? */
export const hasToken = ({ typed, faults }: Pick<View, 'typed' | 'faults'>): boolean =>
  Boolean(typed.token) && !faults.token

interface Dead {
  readonly view: Pick<View, 'trouble'>
  /** How long such a link is good for: `an hour`. */
  readonly life: string
  /** Where another one is to be had, and in which words. */
  readonly another: { readonly href: string; readonly words: string }
}

export function DeadLink({ view, life, another }: Dead) {
  return (
    <>
      {view.trouble && (
        <div class="trouble" role="alert" tabindex={-1} autofocus>
          <p>This link is not valid any more.</p>
        </div>
      )}
      <p class="lead">
        {view.trouble ? `It was used before, or it is older than ${life}.` : 'This link holds no token.'}{' '}
        Please open the link in the newest mail, or <a href={another.href}>{another.words}</a>.
      </p>
    </>
  )
}
