import { client, each, Problem } from './index.ts'

/** What is owed: an invoice is written, changed and issued, then all that are open are added up. */
export async function example(baseUrl: string, token: string) {
  const api = client({ baseUrl, token })

  const { data: customer } = await api.POST('/v1/customers', { body: { name: 'Kelp & Co.' } })
  const { data: invoice } = await api.POST('/v1/invoices', {
    body: {
      customerId: customer.id,
      currency: 'EUR',
      lines: [{ description: 'Survey of the kelp forest', quantity: 2, unitAmount: 12_500, taxRate: 1900 }],
    },
  })

  const params = { path: { id: invoice.id } }
  try {
    await api.PATCH('/v1/invoices/{id}', { params, body: { dueOn: '2027-01-31' } })
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'precondition-failed') throw error
    // Somebody was faster: read again, look, and decide anew.
    await api.GET('/v1/invoices/{id}', { params })
  }
  const { data: issued } = await api.POST('/v1/invoices/{id}/issue', { params })

  let owed = 0
  for await (const { total } of each(api, '/v1/invoices', { params: { query: { status: 'issued' } } }))
    owed += total ?? 0
  return { number: issued.number, owed }
}
