/** The columns every entity has. A client can name none of them in a body. */
import { integer, uuid } from 'drizzle-orm/pg-core'
import { users } from '../auth/tables.ts'
import { moment } from '../store/columns.ts'

/** First in the table: whose row it is. */
export const identity = () => ({
  id: uuid().primaryKey(),
  ownerId: uuid()
    .notNull()
    .references(() => users.id),
})

/** Last in the table: its life. `version` is what ETag and If-Match carry. */
export const lifecycle = () => ({
  createdAt: moment().notNull().defaultNow(),
  updatedAt: moment().notNull().defaultNow(),
  createdBy: uuid().notNull(),
  version: integer().notNull().default(1),
  deletedAt: moment(),
})

export const reserved = [
  'id',
  'ownerId',
  'createdAt',
  'updatedAt',
  'createdBy',
  'version',
  'deletedAt',
] as const
