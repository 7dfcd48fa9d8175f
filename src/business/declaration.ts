/** What one must declare of a domain entity, and what becomes of it. */
import type { SQL } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import type { z } from 'zod'
import type { Classified } from '../audit/classification.ts'
import type { Role } from '../core/actor.ts'
import type { Action } from './action.ts'
import type { Fields } from './fields.ts'
import type { Shape } from './shape.ts'

export interface Sensitive {
  /** The column that holds the blind index of the value, where it may be looked up by equality. */
  readonly lookup?: string
}

/** When a row may be changed or removed; `c` is the row as it is, locked. */
export interface Editable {
  readonly when: SQL
  readonly refusal: string
}

/** What outlives its owner, because it must be kept. Everything else is emptied when the person is erased. */
export interface Kept {
  /** Which rows; `t` is the row. */
  readonly when: SQL
  /** Columns that are emptied in these as well. */
  readonly without?: readonly string[]
}

export interface Declaration<C extends Shape = Shape, U extends Shape = Shape> {
  /** The table's name and the path's: `invoices`. */
  readonly name: string
  /** With its article: `an invoice`. */
  readonly singular: string
  readonly table: PgTable
  /** Whose rows one sees: those one owns. */
  readonly scope: 'owner'
  readonly create: C
  /** Absent leaves, null clears: no defaults here, or a PATCH would reset what it does not name. */
  readonly update: U
  /** What a client sees, in this order, beside `id` and the lifecycle. */
  readonly output: Readonly<Record<string, z.ZodType>>
  /** Columns whose values the audit log keeps. */
  readonly audited: readonly string[]
  /** Columns of which the audit log keeps only that they changed. */
  readonly redacted: readonly string[]
  /** Columns encrypted at rest; never cached, in the audit log redacted. */
  readonly sensitive?: Readonly<Record<string, Sensitive>>
  readonly filterable: readonly string[]
  readonly sortable: readonly string[]
  /** Text fields that `q` looks through; the table needs `searchIndex` on them. Default: none. */
  readonly searchable?: readonly string[]
  /** Fields that name a row of another entity: it must be one the same owner sees. */
  readonly references?: Readonly<Record<string, Entity>>
  /** Of the references, those whose row can be asked for with it: `customerId`, by `expand=customer`. Default: none. */
  readonly expandable?: readonly string[]
  readonly cache: boolean
  /** Must a change name the version it means (`If-Match`)? Default: `required`. */
  readonly concurrency?: 'required' | 'optional'
  /** Verbs and actions that are for some roles only, of those that have the permission (`auth/permissions`): `{ delete: ['admin'] }`. */
  readonly permissions?: Readonly<Record<string, readonly Role[]>>
  /** Columns that the server computes, and how from what was sent. May throw `invalid(…)`. */
  readonly derived?: readonly string[]
  readonly derive?: (data: Partial<z.output<C>>) => Readonly<Record<string, unknown>>
  readonly editable?: Editable
  readonly actions?: readonly Action[]
  /** Of what happens to a row, what others are told of: `created`, `paid`. Default: everything. */
  readonly emits?: readonly string[]
  /** Absent: nothing outlives its owner. */
  readonly kept?: Kept
}

export interface Entity extends Omit<Declaration, 'table' | 'output' | 'derive' | 'create' | 'update'> {
  readonly create: Shape
  readonly update: Shape
  readonly table: string
  readonly fields: Fields
  readonly output: Shape
  readonly sensitive: Readonly<Record<string, Sensitive>>
  readonly references: Readonly<Record<string, Entity>>
  readonly searchable: readonly string[]
  readonly expandable: readonly string[]
  readonly concurrency: 'required' | 'optional'
  readonly permissions: Readonly<Record<string, readonly Role[]>>
  readonly derived: readonly string[]
  readonly derive: (data: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>
  readonly actions: readonly Action[]
  readonly emits: readonly string[]
  /** For the capture trigger; see `audit/classification`. */
  readonly classified: Classified
}
