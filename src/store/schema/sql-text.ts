/** A text of many SQL statements, apart: what each says without its comments, and what it quotes. Knows no grammar. */

export interface SqlStatement {
  /** One line, without comments; what stood between `$…$` or `'…'` is an empty `''` here. */
  readonly text: string
  /** What stood there, in order. */
  readonly quoted: readonly string[]
}

/** Comment, quoted text, dollar quote, quoted name, the end of a statement: whichever begins first. */
const token = /--[^\n]*|\/\*|(?<!\w)[eE]'|'|\$(?:[A-Za-z_]\w*)?\$|"(?:[^"]|"")*"|;/g

/** In the order of the text; those that hold nothing are left out. */
export function statementsOf(sql: string): readonly SqlStatement[] {
  const found: SqlStatement[] = []
  let text = ''
  let quoted: string[] = []
  let at = 0
  const end = () => {
    const line = text.replace(/\s+/g, ' ').trim()
    if (line) found.push({ text: line, quoted })
    text = ''
    quoted = []
  }
  token.lastIndex = 0
  for (let match = token.exec(sql); match; match = token.exec(sql)) {
    const [mark] = match
    text += sql.slice(at, match.index)
    at = match.index + mark.length
    if (mark === ';') end()
    else if (mark.startsWith('"')) text += mark
    else if (mark.startsWith('--')) text += ' '
    else if (mark === '/*') {
      at = afterComment(sql, at)
      text += ' '
    } else {
      const close = mark.startsWith('$') ? sql.indexOf(mark, at) : endOfQuote(sql, at, mark.length > 1)
      const until = close === -1 ? sql.length : close
      quoted.push(sql.slice(at, until))
      text += "''"
      at = Math.min(sql.length, until + (mark.startsWith('$') ? mark.length : 1))
    }
    token.lastIndex = at
  }
  text += sql.slice(at)
  end()
  return found
}

/** Comments of Postgres lie within each other. */
function afterComment(sql: string, from: number): number {
  const mark = /\/\*|\*\//g
  mark.lastIndex = from
  let depth = 1
  for (let match = mark.exec(sql); match; match = mark.exec(sql)) {
    depth += match[0] === '/*' ? 1 : -1
    if (depth === 0) return mark.lastIndex
  }
  return sql.length
}

/** Where the quote that ends a text stands, or -1; a doubled one is part of the text, and after `e` so is one behind a backslash. */
function endOfQuote(sql: string, from: number, escapes: boolean): number {
  for (let at = from; at < sql.length; at++) {
    if (escapes && sql[at] === '\\') at++
    else if (sql[at] === "'" && sql[at + 1] === "'") at++
    else if (sql[at] === "'") return at
  }
  return -1
}
