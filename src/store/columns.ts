/** Columns that every room's tables are made of. */
import { timestamp } from 'drizzle-orm/pg-core'

/** A moment, to the millisecond: what JSON tells of it is all there is. */
export const moment = () => timestamp({ withTimezone: true, precision: 3 })
