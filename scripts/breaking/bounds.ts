/** Which bounds of a value became narrower for those who send it; of those who read it, only its format is anybody's concern. */
/** Is the value what somebody sends, or what somebody reads? */
export type Direction = 'sent' | 'answered'

export interface Bounds {
  readonly minimum?: number
  readonly exclusiveMinimum?: number
  readonly minLength?: number
  readonly minItems?: number
  readonly maximum?: number
  readonly exclusiveMaximum?: number
  readonly maxLength?: number
  readonly maxItems?: number
  readonly multipleOf?: number
  readonly pattern?: string
  readonly format?: string
}

const lower = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems'] as const
const upper = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems'] as const
const exact = ['multipleOf', 'pattern', 'format'] as const

interface Pair {
  readonly before: Bounds
  readonly after: Bounds
}

export function boundFaults({ before, after }: Pair, direction: Direction): string[] {
  if (direction === 'answered') {
    const { format } = before
    return format === undefined || format === after.format ? [] : [changed('format', format, after.format)]
  }
  const raised = lower.filter((name) => (after[name] ?? -Infinity) > (before[name] ?? -Infinity))
  const lowered = upper.filter((name) => (after[name] ?? Infinity) < (before[name] ?? Infinity))
  const other = exact.filter((name) => after[name] !== undefined && after[name] !== before[name])
  return [...raised, ...lowered, ...other].map((name) => changed(name, before[name], after[name]))
}

const changed = (name: string, before: unknown, after: unknown) =>
  `has the ${name} ${after ?? 'no more'}${before === undefined ? '' : `, had ${before}`}`
