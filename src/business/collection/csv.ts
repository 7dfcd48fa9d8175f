/**
 * CSV, as RFC 4180 has it: CRLF behind each line, quotes where a value needs them.
 *
 * A text that a spreadsheet would take for a formula is told with a quote in front (OWASP, CSV injection), for whoever opens
 * the file did not write what stands in it. Our own numbers stay numbers. The libraries weigh more than these lines, and
 * none knows the one from the other.
 */

/** A value that is no text, number or truth is told as JSON; nothing is told as nothing, and an empty text as `""`. */
export function csvLine(values: readonly unknown[]): string {
  return `${values.map(cellOf).join(',')}\r\n`
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return quoted(formula.test(value) ? `'${value}` : value)
  return typeof value === 'object' ? quoted(JSON.stringify(value)) : String(value)
}

/** Also the wide forms, which some spreadsheets read as the narrow ones. */
const formula = /^[=+\-@\t\r\n＝＋－＠]/

/** A semicolon and a tab part cells where the comma stands in numbers. */
const special = /^$|[",;\t\r\n]/

const quoted = (text: string) => (special.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
