/** What the tests of mailed invoices begin with: somebody with a customer and an invoice, and what comes of sending it. */
import { randomBytes } from 'node:crypto'
import { mailingJobs } from '../../src/mailing/jobs.ts'
import { runJobs } from '../../src/store/jobs.ts'
import type { House, Json, Person } from '../support/house.ts'

export interface Sale {
  readonly seller: Person
  readonly email: string
  readonly customerId: string
  /** Of an invoice that was issued. */
  readonly id: string
  readonly number: string
}

export const oneLine = { description: 'Hour', quantity: 1, unitAmount: 10_000, taxRate: 1900 }

export function mailRoom(house: House) {
  async function made(path: string, body: object | undefined, token: string, status = 201): Promise<Json> {
    const answer = await house.call('POST', path, body, token)
    if (answer.status !== status) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }

  /** An invoice, issued unless it is to be left a draft. */
  async function invoice(
    { token }: Person,
    customer: object = {},
    more: object = {},
    issued = true,
  ): Promise<Omit<Sale, 'seller'>> {
    const email = `c${randomBytes(6).toString('hex')}@buyer.example`
    const { id: customerId } = await made('/v1/customers', { name: 'Buyer', email, ...customer }, token)
    const draft = { customerId, currency: 'EUR', lines: [oneLine], ...more }
    const { id } = await made('/v1/invoices', draft, token)
    const { number } = issued ? await made(`/v1/invoices/${id}/issue`, undefined, token, 200) : { number: '' }
    return { email, customerId, id, number }
  }

  let ada: Promise<Person> | undefined

  /** By Ada, where it does not matter by whom. */
  const sale = async (customer: object = {}, more: object = {}, by?: Person): Promise<Sale> => {
    if (!by) ada ??= house.signIn()
    const seller = by ?? ((await ada) as Person)
    return { seller, ...(await invoice(seller, customer, more)) }
  }

  /** `pay`, `void`. */
  const act = ({ id, seller }: Pick<Sale, 'id' | 'seller'>, action: string) =>
    made(`/v1/invoices/${id}/${action}`, undefined, seller.token, 200)

  const send = ({ id, seller }: Pick<Sale, 'id' | 'seller'>, headers: Record<string, string> = {}) =>
    house.call('POST', `/v1/invoices/${id}/send`, undefined, seller.token, headers)

  const resend = ({ id, seller }: Pick<Sale, 'id' | 'seller'>, mailId: string) =>
    house.call('POST', `/v1/invoices/${id}/mails/${mailId}/resend`, undefined, seller.token)

  const list = async ({ id, seller }: Pick<Sale, 'id' | 'seller'>, query = ''): Promise<Json> =>
    (await house.call('GET', `/v1/invoices/${id}/mails${query}`, undefined, seller.token)).body

  /** The states of an invoice's mails, newest first. */
  const states = async (of: Pick<Sale, 'id' | 'seller'>): Promise<string[]> =>
    (await list(of)).data.map(({ state }: { state: string }) => state)

  /** Time passes, as far as the outbox can tell: what waits for its next try is due. */
  async function tryAgain() {
    await house.followed()
    await house.alter(`update outbox set run_at = now() where topic = 'invoice-mail' and done_at is null`)
    return runJobs(house.ports, mailingJobs)
  }

  /** How many mails and jobs there are: what a refusal must leave as it was. */
  const written = async () => {
    const [row] = await house.rows(`select (select count(*) from invoice_mails)::int as mails,
      (select count(*) from outbox where topic = 'invoice-mail')::int as jobs`)
    return row
  }

  /** The token in the newest mail to an address. */
  const linkTo = async (email: string): Promise<string> =>
    /token=(hf_i_[\w-]+)/.exec((await house.mailTo(email))[0]?.text ?? '')?.[1] ?? ''

  return { made, invoice, sale, act, send, resend, list, states, tryAgain, written, linkTo }
}
