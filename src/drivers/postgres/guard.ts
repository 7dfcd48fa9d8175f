/**
 * Refuses what would outlive its statement: transaction control, session settings, session locks, temporary tables.
 * Connections are shared and, over HTTP, not even ours: state left behind would reach the next caller.
 */
import type { Statement } from '../../ports/database.ts'

/** Read at the beginning of a text, after comments and empty statements. */
const control = new RegExp(
  `^(?:${[
    'begin|start\\s+transaction|commit|end|rollback|abort|savepoint|release|prepare|execute|deallocate',
    'set(?!\\s+(?:local|constraints)\\b)|reset|discard|load|listen|unlisten|declare|fetch|move|close|copy',
    'create\\s+(?:global\\s+|local\\s+)?temp(?:orary)?',
  ].join('|')})\\b`,
  'i',
)

/** Read anywhere in a text. */
const lasting =
  /\bpg_(?:try_)?advisory_lock(?:_shared)?\s*\(|\bset_config\s*\([^;]*?,\s*(?:false|'f(?:alse)?'|0::bool\w*)\s*\)/i

/** Texts come again and again; looking through one once is enough. */
const harmless = new Set<string>()

/** Throws a plain Error, before anything is sent: this is a fault of the program, not of the database. */
export function refuseLasting({ text }: Statement): void {
  if (harmless.has(text)) return
  if (control.test(afterComments(text)) || lasting.test(text))
    throw new Error(
      'Transaction control and session state are the driver’s own; a statement may not touch them.',
    )
  if (harmless.size >= 1000) harmless.clear()
  harmless.add(text)
}

/** Comments nest in Postgres, and an empty statement before another is none at all. */
function afterComments(text: string): string {
  let at = 0
  for (;;) {
    while (at < text.length && ' \t\n\r\f\v;'.includes(text.charAt(at))) at++
    if (text.startsWith('--', at)) at = lineEnd(text, at)
    else if (text.startsWith('/*', at)) at = commentEnd(text, at)
    else return at === 0 ? text : text.slice(at)
  }
}

function lineEnd(text: string, from: number): number {
  const length = text.slice(from).search(/[\n\r]/)
  return length === -1 ? text.length : from + length
}

function commentEnd(text: string, from: number): number {
  let depth = 0
  for (let at = from; at < text.length; at++) {
    if (text.startsWith('/*', at)) {
      depth++
      at++
    } else if (text.startsWith('*/', at)) {
      depth--
      at++
      if (depth === 0) return at + 1
    }
  }
  return text.length
}
