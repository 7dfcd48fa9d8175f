import { sql } from 'drizzle-orm'
import { index, pgTable, text } from 'drizzle-orm/pg-core'
import { identity, lifecycle } from '../business/columns.ts'

export const customers = pgTable(
  'customers',
  {
    ...identity(),
    name: text().notNull(),
    /** Encrypted; looked up by its keyed blind index. */
    email: text(),
    emailIndex: text(),
    /** Encrypted. */
    taxId: text(),
    /** Encrypted JSON. */
    address: text(),
    notes: text(),
    ...lifecycle(),
  },
  (table) => [
    index('customers_owner_created')
      .on(table.ownerId, table.createdAt, table.id)
      .where(sql`deleted_at is null`),
    index('customers_owner_name').on(table.ownerId, table.name, table.id).where(sql`deleted_at is null`),
    index('customers_owner_email').on(table.ownerId, table.emailIndex),
  ],
)
