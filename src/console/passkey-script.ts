/**
 * The part of the script that asks a browser for a passkey. A form that wants one is hidden until a script runs that can ask:
 * pressed, it fetches the options of the ceremony, lets the authenticator answer them, and is sent with the answer.
 */
export const passkeyScript = `
for (const form of document.querySelectorAll('form[data-passkey]')) {
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) break
  const { passkey, options } = form.dataset
  const { response, csrf } = form.elements
  const say = (text) => { form.querySelector('[role=status]').textContent = text }
  form.hidden = false
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    say('Waiting for your passkey\\u2026')
    try {
      const headers = csrf ? { 'x-csrf-token': csrf.value } : {}
      const begun = await fetch(options, { method: 'POST', headers })
      if (!begun.ok) return say(begun.status === 429 ? 'Too many tries. Please wait a little.' : 'That cannot be done now. Please load this page anew.')
      const asked = await begun.json()
      const key = passkey === 'create'
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked) })
      response.value = JSON.stringify(key.toJSON())
      form.submit()
    } catch {
      say('No passkey answered. Please try again.')
    }
  })
}
`
