/**
 * The one script of the forms, a file of ours that runs by its nonce. Everything works without it; with it, a password can be
 * looked at while it is typed, and a token that came with a link leaves the address bar, and with it the history.
 */
import { sha256 } from '../core/bytes.ts'
import { passkeyScript } from './passkey-script.ts'

const formScript = `'use strict'
if (new URLSearchParams(location.search).has('token')) history.replaceState(null, '', location.pathname)
for (const input of document.querySelectorAll('.ask input[type=password]')) {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'peek'
  const label = document.querySelector('label[for="' + input.id + '"]').textContent
  const say = () => {
    const shown = input.type === 'text'
    button.textContent = shown ? 'Hide' : 'Show'
    button.setAttribute('aria-label', (shown ? 'Hide' : 'Show') + ' ' + label.toLowerCase())
  }
  button.addEventListener('click', () => {
    input.type = input.type === 'password' ? 'text' : 'password'
    say()
  })
  input.form.addEventListener('submit', () => { input.type = 'password' })
  say()
  input.parentElement.classList.add('peeked')
  input.after(button)
}
`

export const script = formScript + passkeyScript

let fingerprint: string | undefined

/** Changes with the content, so that it may be kept for a year. */
export function scriptVersion(): string {
  fingerprint ??= sha256(script).slice(0, 12)
  return fingerprint
}

export const scriptSrc = () => `/assets/holdfast.js?v=${scriptVersion()}`
