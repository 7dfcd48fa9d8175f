/**
 * JSON as strict as a contract needs it: no duplicate keys (RFC 8259 §4 leaves them open, and two parsers that
 * disagree on them are a way around validation) and a bounded depth, checked before anything is built.
 */
import { AppError } from './errors.ts'

export const maxDepth = 32

/** Parses JSON text. Throws `malformed` for anything that is not JSON, repeats a key or nests deeper than 32. */
export function parseJson(text: string): unknown {
  inspect(text)
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw malformed('The body is not valid JSON.', cause)
  }
}

/** Walks the text once. Anything that is not JSON is left for the parser to refuse. */
function inspect(text: string) {
  /** One entry for each open bracket: the keys seen so far, or null in an array. */
  const open: (Set<string> | null)[] = []
  let at = 0
  while (at < text.length) {
    const char = text[at]
    if (char === '"') {
      const end = endOfString(text, at)
      const keys = open.at(-1)
      if (keys && followedByColon(text, end)) remember(keys, text.slice(at, end))
      at = end
      continue
    }
    if (char === '{' || char === '[') {
      if (open.push(char === '{' ? new Set() : null) > maxDepth)
        throw malformed('The body is nested too deeply.')
    } else if (char === '}' || char === ']') open.pop()
    at++
  }
}

function endOfString(text: string, start: number) {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at + 1
  }
  return text.length
}

function followedByColon(text: string, from: number) {
  let at = from
  while (at < text.length && ' \t\n\r'.includes(text.charAt(at))) at++
  return text[at] === ':'
}

/** Compares keys as they will be read: `"a"` and `"\u0061"` are the same key. */
function remember(keys: Set<string>, literal: string) {
  let key: string
  try {
    key = literal.includes('\\') ? JSON.parse(literal) : literal.slice(1, -1)
  } catch (cause) {
    throw malformed('The body is not valid JSON.', cause)
  }
  if (keys.has(key)) throw malformed('The body repeats a key.')
  keys.add(key)
}

const malformed = (detail: string, cause?: unknown) => new AppError('malformed', detail, { cause })
