/** Hears what a client says and is told, keeps in mind what of it is secret, and finds that again in whatever text. */

/**
 * Secret under these names, and wherever it looks like a token of ours. What a passkey is to sign is not: it opens nothing
 * without the key.
 */
const typed = new Set('password currentPassword token code csrf signature'.split(' '))
const issued = new Set('token key secret otpauthUri recoveryCodes accessToken csrfToken'.split(' '))
const tokens = /hf_[a-z]_[\w-]{20,}/g
/** Shorter ones are part of many a word. */
const shortest = 6

export type Secrets = ReturnType<typeof listenForSecrets>

export function listenForSecrets() {
  const secrets = new Set<string>()

  function hear(names: ReadonlySet<string>, value: unknown, field = ''): void {
    if (typeof value === 'string') {
      for (const [token] of value.matchAll(tokens)) secrets.add(token)
      if (names.has(field) && value.length >= shortest) secrets.add(value)
    } else if (Array.isArray(value)) for (const one of value) hear(names, one, field)
    else if (value && typeof value === 'object')
      for (const [name, one] of Object.entries(value)) hear(names, one, name)
  }

  return {
    all: secrets as ReadonlySet<string>,
    /** What is sent: a body, a header. */
    sent: (value: unknown) => hear(typed, value),
    /** What is answered or mailed. */
    answered: (value: unknown) => hear(issued, value),
    /** The secrets that a text holds, by their beginnings: a report of a leak is no leak. */
    in: (text: string) => holding(text, secrets),
  }
}

/** Those of `words` that a text holds, by their beginnings. */
export function holding(text: string, words: Iterable<string>): string[] {
  return [...words].filter((word) => holds(text, word)).map((word) => `${word.slice(0, 8)}…`)
}

/** Six digits are part of many a number: only by themselves are they a code. */
const holds = (text: string, word: string) =>
  text.includes(word) && (word.length > shortest || new RegExp(`(?<![\\w.])${word}(?!\\w)`).test(text))
