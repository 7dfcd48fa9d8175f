/** Customers: to whom one sends invoices. What tells where they live and how to reach them is encrypted. */
import { sql } from 'drizzle-orm'
import { index, pgTable, text } from 'drizzle-orm/pg-core'
import * as z from 'zod'
import { identity, lifecycle } from '../business/columns.ts'
import { entity } from '../business/entity.ts'
import { partsOf } from '../business/parts.ts'
import { searchIndex } from '../business/search.ts'
import { countries } from '../core/countries.ts'
import { email, line, prose } from '../core/text.ts'

export const customersTable = pgTable(
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
    searchIndex('customers', table.ownerId, [table.name, table.notes]),
    // For `name[prefix]`, whatever the order of the database.
    index('customers_owner_name_prefix')
      .on(table.ownerId, sql`name collate "C"`)
      .where(sql`deleted_at is null`),
    index('customers_owner_email').on(table.ownerId, table.emailIndex),
  ],
)

const address = z.strictObject({
  line1: line({ min: 1, max: 200 }),
  line2: line({ max: 200 }).optional(),
  city: line({ min: 1, max: 100 }),
  region: line({ max: 100 }).optional(),
  postalCode: line({ min: 1, max: 20 }),
  country: z.enum(countries, 'Must be a country’s code (ISO 3166-1 alpha-2), such as DE.'),
})

const fields = z.strictObject({
  name: line({ min: 1, max: 200 }),
  email: email.nullable().optional(),
  taxId: line({ min: 1, max: 50 }).nullable().optional(),
  address: address.nullable().optional(),
  notes: prose({ max: 10_000 }).nullable().optional(),
})

export const customers = entity({
  name: 'customers',
  singular: 'a customer',
  table: customersTable,
  scope: 'owner',
  create: fields,
  update: fields.partial().extend({ address: partsOf(address).nullable().optional() }),
  output: {
    name: z.string(),
    email: z.string().nullable(),
    taxId: z.string().nullable(),
    address: address.nullable(),
    notes: z.string().nullable(),
  },
  audited: ['name'],
  redacted: ['notes'],
  sensitive: { email: { lookup: 'emailIndex' }, taxId: {}, address: {} },
  filterable: ['name', 'email', 'createdAt', 'updatedAt'],
  sortable: ['name', 'createdAt'],
  searchable: ['name', 'notes'],
  cache: false,
  // Whom an invoice was issued to is part of it: name, address and tax id are kept as long as it is.
  kept: {
    when: sql`exists (select 1 from invoices i where i.customer_id = t.id and i.status <> 'draft')`,
    without: ['email', 'emailIndex', 'notes'],
  },
})
