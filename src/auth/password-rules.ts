/**
 * Which passwords we take (NIST SP 800-63B-4 §3.1.1): long enough, and not among the first that are tried.
 * No rules of composition. A refusal says why, and never repeats the password.
 *
 * The product's name, the person's name and address, common words, keyboard runs and repetitions count for
 * nothing: what is left without them must still be something.
 */
import type { Config } from '../core/config.ts'
import type { Fault } from '../core/errors.ts'
import { codePoints } from '../core/text.ts'
import { blockedList } from './blocked-list.ts'
import { commonPhrases, commonWords, sequences } from './blocked-passwords.ts'

export const passwordMaxLength = 256

/** Of what nobody could have guessed, at least this many code points. */
const minRest = 5

/** Why this password will not do, or undefined. `context`: texts that belong to the person, e.g. address and name. */
export function passwordFault(
  { passwordMinLength }: Pick<Config, 'passwordMinLength'>,
  password: string,
  context: readonly string[],
): Fault | undefined {
  const text = password.normalize('NFC')
  const length = codePoints(text)
  if (length < passwordMinLength)
    return fault('too_short', `Must be at least ${passwordMinLength} characters long. A few words do well.`)
  if (length > passwordMaxLength)
    return fault('too_long', `Must be at most ${passwordMaxLength} characters long.`)

  const own = context.flatMap(partsOf).sort((a, b) => b.length - a.length)
  const readings = [text.toLowerCase(), unleet(text.toLowerCase())]
  if (readings.some((reading) => isListed(reading) || weak(reading, []))) return common
  if (codePoints(onceOf(text.toLowerCase())) < Math.min(passwordMinLength, length)) return common
  if (readings.some((reading) => weak(reading, own))) return personal
  return undefined
}

const fault = (code: string, detail: string): Fault => ({ pointer: '#/password', code, detail })

const common = fault(
  'common_password',
  'Is among the passwords that are tried first: common words, keyboard rows, repetitions. Choose another.',
)
const personal = fault(
  'contextual_password',
  'Is made of your own name or address. Choose something that has nothing to do with you.',
)

const longestFirst = [...commonPhrases, ...commonWords].sort((a, b) => b.length - a.length)

const marks = /[\s\p{P}\p{S}]+/gu
let listed: ReadonlySet<string> | undefined

/** Is it one of the long ones that are tried first, as it is or with up to four digits behind it? */
function isListed(text: string): boolean {
  listed ??= new Set(blockedList.trim().split(/\s+/))
  const folded = text.replace(marks, '')
  for (let digits = 0; digits <= 4; digits++) {
    const end = folded.length - digits
    if (digits > 0 && !/\d/.test(folded.charAt(end))) return false
    if (listed.has(folded.slice(0, end))) return true
  }
  return false
}

/** What a text repeats from end to end, or the text: a word said twice is as good as said once. */
const onceOf = (text: string) => /^(.+?)\1+$/su.exec(text.replace(marks, ''))?.[1] ?? text

/** Is too little left? Each word is taken out where it stands; what it parted does not grow together again. */
function weak(text: string, own: readonly string[]): boolean {
  let rest = text.replace(marks, '')
  if (rest.length > 0) {
    for (const word of own) rest = rest.replaceAll(word, '\n')
    for (const word of longestFirst) rest = rest.replaceAll(word, '\n')
    rest = withoutRuns(rest).replace(/\d{1,4}$/u, '')
  } else {
    rest = text // only punctuation: judged as it is
  }
  const left = rest.replaceAll('\n', '')
  return codePoints(left) < minRest || new Set(left).size < 4 || repeats(left)
}

/** One short unit, over and over: `abcabcabcabcabc`. */
function repeats(text: string): boolean {
  return /^(.{1,6}?)\1{2,}.{0,5}$/su.test(text)
}

const runs = [...sequences, ...sequences.map((row) => [...row].reverse().join(''))]

/** Takes out runs of four and more along a keyboard's row, the alphabet or the digits, and of one character. */
function withoutRuns(text: string): string {
  let rest = ''
  for (let at = 0; at < text.length; ) {
    const size = runAt(text, at)
    rest += size > 0 ? '\n' : text[at]
    at += Math.max(1, size)
  }
  return rest
}

function runAt(text: string, at: number): number {
  let size = 0
  for (let end = at + 4; end <= text.length; end++) {
    const part = text.slice(at, end)
    if (!runs.some((row) => row.includes(part)) && !/^(.)\1+$/su.test(part)) break
    size = end - at
  }
  return size
}

/** The words a person's texts are made of, long enough to mean something. */
function partsOf(text: string): string[] {
  const folded = text.normalize('NFC').toLowerCase()
  const parts = [folded, ...folded.split(/[^\p{L}\p{N}]+/u), folded.replace(/[^\p{L}\p{N}]+/gu, '')]
  return [...new Set([...parts, ...parts.map(unleet)])].filter((part) => part.length >= 4)
}

const standsFor: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
}

const unleet = (text: string) => text.replace(/[013457@$!]/g, (char) => standsFor[char] ?? char)
