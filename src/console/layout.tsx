/** What all pages share: the head, the bar on top, the way past it, the foot. Nothing inline anywhere. */
import type { Child } from 'hono/jsx'
import { version } from '../core/version.ts'
import { styleHref } from './style.ts'
import type { Visitor } from './visitor.ts'

/** The entries of the bar. */
export type Place = 'home' | 'docs' | 'problems' | 'mail' | 'sign-in' | 'account' | 'none'

interface Frame {
  readonly title: string
  /** Marks the entry of the bar that this page belongs to. */
  readonly at: Place
  readonly development: boolean
  /** Whoever is signed in finds the account and the way out in the bar. */
  readonly visitor?: Visitor | undefined
  readonly wide?: boolean
  /** A file of ours; nearly every page does without. */
  readonly script?: { readonly src: string; readonly nonce: string }
  readonly children?: Child
}

const icon =
  'data:image/svg+xml,%3Csvg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"%3E%3Crect width="32" height="32" rx="8" fill="%230b6e5f"/%3E%3Cpath d="M16 5c-6 5 4 8-1 14m1-14c5 6-3 9 2 14M6 26c4-5 7-6 10-6s6 1 10 6" fill="none" stroke="%23fff" stroke-width="2.4" stroke-linecap="round"/%3E%3C/svg%3E'

/** A whole page as text. */
export const page = (content: { toString(): string | Promise<string> }) => `<!doctype html>${content}`

export function Layout({ title, at, development, visitor, wide, script, children }: Frame) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{title === 'Holdfast' ? title : `${title} · Holdfast`}</title>
        <link rel="icon" href={icon} />
        <link rel="stylesheet" href={styleHref()} />
        {script && <script {...script} defer></script>}
      </head>
      <body class={wide ? 'wide' : undefined}>
        <a class="skip" href="#main">
          Skip to the content
        </a>
        <header class="bar">
          <a class="brand" href="/">
            <Mark />
            Holdfast
          </a>
          <nav aria-label="Site">
            <Entry href="/docs" label="Reference" current={at === 'docs'} less={visitor !== undefined} />
            <Entry href="/problems" label="Problems" current={at === 'problems'} less />
            {development && (
              <Entry href="/dev/mail" label="Mail" current={at === 'mail'} less={visitor !== undefined} />
            )}
            {visitor ? (
              <Entry href="/account" label="Account" current={at === 'account'} />
            ) : (
              <Entry href="/sign-in" label="Sign in" current={at === 'sign-in'} />
            )}
          </nav>
          {visitor && (
            <form method="post" action="/sign-out">
              <input type="hidden" name="csrf" value={visitor.csrf} />
              <button type="submit" class="bare">
                Sign out
              </button>
            </form>
          )}
        </header>
        {children}
        <footer class="foot">
          <p>
            Holdfast {version} · <a href="/openapi.json">openapi.json</a>
          </p>
        </footer>
      </body>
    </html>
  )
}

interface Door {
  readonly href: string
  readonly label: string
  readonly current: boolean
  /** Gives way where there is little room. */
  readonly less?: boolean
}

function Entry({ href, label, current, less }: Door) {
  return (
    <a href={href} class={less ? 'less' : undefined} aria-current={current ? 'page' : undefined}>
      {label}
    </a>
  )
}

/** A frond on a rock: the part of a kelp that holds on. */
function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" />
      <path d="M16 5c-6 5 4 8-1 14m1-14c5 6-3 9 2 14M6 26c4-5 7-6 10-6s6 1 10 6" />
    </svg>
  )
}

/** A sentence in which `words between backticks` are code. */
export function Prose({ text }: { text: string }) {
  return <>{text.split('`').map((part, at) => (at % 2 === 1 ? <code>{part}</code> : part))}</>
}
