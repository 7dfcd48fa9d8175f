/** What the scenarios of the domain begin with. */
import type { Client, Person } from '../client.ts'

export const line = (unitAmount: number, quantity = 1, taxRate = 1900) => ({
  description: 'Work',
  quantity,
  unitAmount,
  taxRate,
})

export async function customerOf(
  { quietly }: Client,
  { token }: Person,
  name = 'Kelp & Co.',
): Promise<string> {
  return (await quietly(201, 'POST /v1/customers', { token, body: { name } })).at('id')
}

/** A draft; its version is 1. */
export async function invoiceOf(client: Client, person: Person, unitAmount = 1000): Promise<string> {
  const customerId = await customerOf(client, person)
  const body = { customerId, currency: 'EUR', lines: [line(unitAmount)] }
  return (await client.quietly(201, 'POST /v1/invoices', { token: person.token, body })).at('id')
}
