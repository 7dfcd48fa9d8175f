/**
 * The model: what one person's customers and invoices must be after each command, kept in memory and by other means than the
 * program's. It knows the rules of the contract, and nothing of statements, caches or triggers.
 */

export type Kind = 'customers' | 'invoices'
export type State = 'draft' | 'issued' | 'paid' | 'void'

export interface Row {
  readonly kind: Kind
  readonly id: string
  version: number
  deleted: boolean
  notes: string | null
  /** Of invoices. */
  state: State
  total: number
  number: string | null
  /** What the audit log must hold of it, oldest first: `invoices:issue`. */
  readonly recorded: string[]
  /** What others are told, oldest first: `invoices.issued 3`. */
  readonly told: string[]
}

export class Books {
  readonly rows: Row[] = []
  /** Numbers given out; the next is one more. */
  issued = 0

  made(kind: Kind, id: string, notes: string | null, total = 0): Row {
    const row: Row = {
      ...{ kind, id, notes, total, version: 0, deleted: false, state: 'draft', number: null },
      ...{ recorded: [], told: [] },
    }
    this.rows.push(row)
    this.step(row, 'create', 'created')
    return row
  }

  /** A change that took place: a version, a record and an event. */
  step(row: Row, action: string, event: string) {
    row.version++
    row.recorded.push(`${row.kind}:${action}`)
    row.told.push(`${row.kind}.${event} ${row.version}`)
  }

  /** The row that a command means, by a number that came by chance; undefined where there is none of the kind. */
  pick(at: number, kind?: Kind): Row | undefined {
    const some = kind ? this.rows.filter((row) => row.kind === kind) : this.rows
    return some[at % Math.max(1, some.length)]
  }

  /** What a change of what it holds, or its removal, must come to. */
  verdict(row: Row, version: number): 200 | 404 | 409 | 412 {
    if (row.deleted) return 404
    if (version !== row.version) return 412
    return row.kind === 'invoices' && row.state !== 'draft' ? 409 : 200
  }
}

/** From which state each action leads where. */
export const actions = {
  issue: { from: 'draft', to: 'issued', event: 'issued' },
  pay: { from: 'issued', to: 'paid', event: 'paid' },
  void: { from: 'issued', to: 'void', event: 'voided' },
} as const
