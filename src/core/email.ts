/**
 * One person, one spelling: the canonical form of an email address.
 *
 * Trimmed, NFC, lower case, the domain in punycode. What could pass for another address is refused rather
 * than folded: zero-width and other invisible characters, letters of other alphabets before the @, labels
 * that mix alphabets, Cyrillic and Greek labels made of Latin look-alikes only (UTS #39 in small).
 */

export interface EmailFault {
  readonly code: 'invalid_format' | 'look_alike' | 'invisible_character'
  readonly detail: string
}

const format = { code: 'invalid_format', detail: 'Must be an email address.' } as const
const lookAlike = {
  code: 'look_alike',
  detail: 'Must not contain characters that look like other characters.',
} as const
const invisible = {
  code: 'invisible_character',
  detail: 'Must not contain invisible characters.',
} as const

/** The canonical form, or undefined where there is none. */
export function canonicalEmail(text: string): string | undefined {
  const result = examine(text)
  return typeof result === 'string' ? result : undefined
}

/** Why a text is not an address we take, or undefined. */
export function emailFault(text: string): EmailFault | undefined {
  const result = examine(text)
  return typeof result === 'string' ? undefined : result
}

/** Cf: zero-width, joiners, soft hyphen, bidi; Cc: control; and what else Unicode means not to be seen (fillers, variation selectors). */
const invisibles = /\p{Default_Ignorable_Code_Point}|\p{Cf}|\p{Cc}/u
const atoms = /^[a-z0-9!#$%&'*+/=?^_`{|}~\u00df-\u017f-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~\u00df-\u017f-]+)*$/
const asciiDomain = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/

function examine(text: string): string | EmailFault {
  if (text.length > 1024) return format
  const trimmed = text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '')
  if (!trimmed.isWellFormed()) return format
  if (invisibles.test(trimmed)) return invisible
  // Singletons such as the Kelvin sign become plain letters under NFC: they are refused before it.
  for (const char of trimmed) if (!/\p{M}/u.test(char) && char.normalize('NFKC') !== char) return lookAlike

  const folded = trimmed.normalize('NFC').toLowerCase()
  const at = folded.lastIndexOf('@')
  if (at < 1 || at === folded.length - 1) return format
  const local = folded.slice(0, at)
  const domain = folded.slice(at + 1)

  for (const char of local) if (char > '\u007f' && !isPlainLatin(char)) return lookAlike
  if (!atoms.test(local) || new TextEncoder().encode(local).length > 64) return format

  const labels = domain.split('.')
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(domain)) return format
  if (!labels.every(isOneAlphabet)) return lookAlike
  const host = toAscii(domain)
  if (!host || !asciiDomain.test(host)) return format

  const address = `${local}@${host}`
  return address.length <= 254 ? address : format
}

/** A Latin letter of Europe: an ASCII letter with a mark, or one of the few that are no letter's look-alike. */
function isPlainLatin(char: string): boolean {
  if (/[ßæøœłđ]/.test(char)) return true
  return char >= '\u00c0' && char <= '\u017f' && /^[a-z]\p{M}+$/u.test(char.normalize('NFD'))
}

const cjk = /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Bopomofo}ー々a-z0-9-]*$/u
const otherAlphabets = [
  'Cyrillic',
  'Greek',
  'Arabic',
  'Hebrew',
  'Armenian',
  'Georgian',
  'Devanagari',
  'Bengali',
  'Gujarati',
  'Gurmukhi',
  'Tamil',
  'Telugu',
  'Kannada',
  'Malayalam',
  'Sinhala',
  'Thai',
  'Lao',
  'Khmer',
  'Myanmar',
].map((name) => new RegExp(`^[\\p{sc=${name}}\\p{Mn}0-9-]*$`, 'u'))

/** Letters of other alphabets that a reader takes for Latin ones (Chromium's list, in short). */
const looksLatin = /^[асԁеһіјӏорԛѕԝхуѵҽпгкмтвнɡαγεηικνορτυχωσ0-9-]*$/

function isOneAlphabet(label: string): boolean {
  if (/^[a-z0-9-]*$/.test(label)) return true
  if ([...label].every((char) => /[a-z0-9-]/.test(char) || isPlainLatin(char))) return true
  if (cjk.test(label)) return true
  return otherAlphabets.some((alphabet) => alphabet.test(label)) && !looksLatin.test(label)
}

/** UTS #46 through the URL parser, which every runtime has. The caller has let no URL syntax through. */
function toAscii(domain: string): string | undefined {
  return URL.canParse(`http://${domain}`) ? new URL(`http://${domain}`).hostname : undefined
}
