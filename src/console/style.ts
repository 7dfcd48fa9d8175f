/** The one stylesheet of all pages, served by us: pages need no inline style, and the policy allows none. */
import { sha256 } from '../core/bytes.ts'
import { base } from './style-base.ts'
import { forms } from './style-forms.ts'
import { reference } from './style-reference.ts'

export const style = `${base}\n${forms}\n${reference}`

let fingerprint: string | undefined

/** Changes with the content, so that it may be kept for a year. */
export function styleVersion(): string {
  fingerprint ??= sha256(style).slice(0, 12)
  return fingerprint
}

export const styleHref = () => `/assets/holdfast.css?v=${styleVersion()}`
