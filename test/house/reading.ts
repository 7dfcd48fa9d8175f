/** Reads source text as far as the plan needs it: what is imported, and the code without comments or strings. */

export interface Source {
  /** Below src: `gateway/cors.ts`. */
  readonly file: string
  readonly text: string
}

/** `auth` for `auth/tables.ts`, `app` for `app.ts`. */
export const roomOf = (file: string) => file.split('/')[0]?.replace(/\.tsx?$/, '') ?? ''

// One pass, so that a quote in a comment opens no string and `//` in a string opens no comment.
const tokens =
  /\/\*[\s\S]*?\*\/|(?<![:\\])\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g

export const withoutComments = (text: string) =>
  text.replace(tokens, (token) => (token.startsWith('/') ? ' ' : token))

export const bareCode = (text: string) =>
  text.replace(tokens, (token) => (token.startsWith('/') ? ' ' : token.startsWith('`') ? '``' : "''"))

const declarations = /(?:^|\n)\s*(?:import|export)\b(?:[^'";]*?\bfrom)?\s*['"]([^'"]+)['"]/g

/** The specifiers of all static imports and re-exports, types included: a wall holds for types as well. */
export function importsOf(source: Source): string[] {
  return [...withoutComments(source.text).matchAll(declarations)].map((match) => match[1] as string)
}

/** The files of ours that a file imports, as paths below src; one that leaves src keeps its `../`. */
export function neighboursOf(source: Source): string[] {
  return importsOf(source)
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => resolve(source.file, specifier))
}

function resolve(from: string, specifier: string) {
  const path = from.split('/').slice(0, -1)
  for (const part of specifier.split('/')) {
    if (part === '..' && path.length > 0 && path.at(-1) !== '..') path.pop()
    else if (part !== '.') path.push(part)
  }
  return path.join('/')
}

/** The arguments of every call of `name`, brackets balanced. */
export function callsOf(text: string, name: string): string[] {
  const calls: string[] = []
  for (let start = text.indexOf(`${name}(`); start >= 0; start = text.indexOf(`${name}(`, start + 1)) {
    let depth = 0
    let end = start + name.length
    do {
      if (text[end] === '(') depth++
      if (text[end] === ')') depth--
      end++
    } while (depth > 0 && end < text.length)
    calls.push(text.slice(start + name.length + 1, end - 1))
  }
  return calls
}
