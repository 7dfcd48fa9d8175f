/** What belongs to a person beside their account: each entity of the domain says how it is told, and how it goes. */
import type { SQL } from 'drizzle-orm'
import type { z } from 'zod'
import type { KeyRing } from '../core/keys.ts'
import type { Row } from '../ports/database.ts'
import type { Prepared } from '../store/statement.ts'

/** Rows of one kind, as their owner may take them along. */
export interface OwnRows {
  readonly name: string
  /** One row as it is told. */
  readonly shape: z.ZodType
  /** Rows of `placeholder('owner')`, newest first, at most `placeholder('count')`. */
  readonly select: Prepared
  readonly show: (row: Row, keys: KeyRing) => unknown
}

export interface OwnData extends OwnRows {
  /** CTEs that take away the rows of each `erased(id)`, but for what must be kept. They bear being run again. */
  readonly erasure: SQL
}
