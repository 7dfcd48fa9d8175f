/** The one list: your domain. Delete these and write yours. */
import type { Entity } from '../business/declaration.ts'
import { customers } from './customers.ts'
import { invoices } from './invoices.ts'

export const entities: readonly Entity[] = [customers, invoices]
