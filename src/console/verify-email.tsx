/**
 * What the link in a verification mail opens. Opening it consumes nothing, since mail scanners open links, too:
 * the token is used when a person presses the button.
 *
 * The one page with a script: the API takes JSON, and a form cannot send it. The script is a file of ours, and carries
 * the nonce of the page's policy: nothing inline, and no other file.
 */
import { Layout, page } from './layout.tsx'

export function verifyEmailPage(baseUrl: string, development: boolean, nonce: string): string {
  const script = { src: '/assets/verify-email.js', nonce }
  return page(
    <Layout title="Confirm your address" at="none" development={development} script={script}>
      <main id="main" class="column">
        <h1>Confirm your address</h1>
        <p class="lead">One press, and the address that our mail reached is yours to sign in with.</p>
        <p>
          <button type="button" id="confirm" hidden>
            Confirm this address
          </button>
        </p>
        <p id="outcome" role="status" class="lead"></p>
        <noscript>
          <p>Without scripts, send the token of the link from a terminal:</p>
          <pre tabindex={0}>
            <code>{`curl -X POST '${baseUrl}/v1/auth/verify-email' \\\n  -H 'Content-Type: application/json' \\\n  -d '{"token":"<the token in the link>"}'`}</code>
          </pre>
        </noscript>
      </main>
    </Layout>,
  )
}

/** Runs in a browser. The token leaves the address bar at once, and with it the history and what is shared. */
export const verifyEmailScript = `'use strict'
const token = new URLSearchParams(location.search).get('token')
const button = document.getElementById('confirm')
const outcome = document.getElementById('outcome')
history.replaceState(null, '', location.pathname)
const say = (text) => { outcome.textContent = text }
if (token) button.hidden = false
else say('This link holds no token. Please open the one in the mail once more.')
button.addEventListener('click', async () => {
  button.disabled = true
  say('One moment\\u2026')
  try {
    const answer = await fetch('/v1/auth/verify-email', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    })
    if (answer.ok) {
      button.hidden = true
      return say('Your address is confirmed. You can sign in now.')
    }
    if (answer.status === 429 || answer.status >= 500) {
      button.disabled = false
      return say('That did not work right now. Please try again in a moment.')
    }
    button.hidden = true
    say('This link is not valid any more. Ask for a new mail, and use the link in that one.')
  } catch {
    button.disabled = false
    say('We could not be reached. Please try again.')
  }
})
`
