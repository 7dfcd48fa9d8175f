/** What a benchmark needs of the API before it can begin: a person with a token, a customer, an invoice. */
import { randomBytes } from 'node:crypto'

export interface Prepared {
  readonly userId: string
  readonly token: string
  readonly customerId: string
  readonly invoiceId: string
}

export async function prepare(url: string): Promise<Prepared> {
  const email = `bench-${randomBytes(4).toString('hex')}@example.com`
  const password = randomBytes(16).toString('hex')
  const post = async (path: string, body: unknown, token?: string) => {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }
    const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return (response.status === 204 || response.status === 202 ? {} : await response.json()) as {
      id: string
      token: string
      user: { id: string }
    }
  }
  await post('/v1/auth/register', { email, password })
  await post('/v1/auth/verify-email', { token: await mailedToken(url, email) })
  const { token, user } = await post('/v1/auth/login', { email, password })
  const customer = await post('/v1/customers', { name: 'Bench' }, token)
  const lines = [{ description: 'Hour', quantity: 1.5, unitAmount: 12000, taxRate: 1900 }]
  const invoice = await post('/v1/invoices', { customerId: customer.id, currency: 'EUR', lines }, token)
  return { userId: user.id, token, customerId: customer.id, invoiceId: invoice.id }
}

async function mailedToken(url: string, email: string): Promise<string> {
  for (const end = Date.now() + 10_000; Date.now() < end; ) {
    const mails = (await (await fetch(`${url}/dev/mail.json`)).json()) as { to: string; text: string }[]
    const token = /token=(hf_v_[\w-]+)/.exec(mails.find(({ to }) => to === email)?.text ?? '')?.[1]
    if (token) return token
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('The verification mail did not come.')
}
