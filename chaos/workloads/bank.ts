/** Invoices are issued, then paid and voided at the same moment: one of the two wins, and money is neither made nor lost. */
import type { Answer, Client } from '../client.ts'
import { customerOf, draftOf, make } from './keyed.ts'
import { type Account, crew, type Opening, type Play } from './workload.ts'

/** As many accounts, each with a book of its own. */
const accounts = 3

export const bank: Opening = async (play) => {
  const books: { readonly account: Account; readonly customerId: string }[] = []
  for (let number = 0; number < accounts; number++) {
    const account = await play.account(`bank-${number}`)
    const client = play.client(`bank ${number}`, account)
    books.push({ account, customerId: await customerOf(client, play.history) })
  }
  return {
    async work() {
      await Promise.all(
        books.map(async ({ account, customerId }, number) => {
          const rival = play.client(`bank ${number} rival`, account)
          await crew(play, `bank ${number}`, 1, account, (client, turn) =>
            deal(play, client, rival, customerId, `bank ${number}: ${turn}`),
          )
          rival.close()
        }),
      )
    },
  }
}

async function deal({ history }: Play, client: Client, rival: Client, customerId: string, mark: string) {
  const id = await make(client, history, 'invoices', mark, draftOf(customerId, mark))
  if (!id) return
  const path = `/v1/invoices/${id}`
  const issue = { method: 'POST', path: `${path}/issue` }
  const issued = await client.insist(issue)
  if (issued?.status !== 200) return issued && client.unexpected(issue, issued)
  const { total, version } = JSON.parse(issued.body)
  history.changed({ id, version, verb: 'issue' })
  const pay = {
    method: 'POST',
    path: `${path}/pay`,
    body: { amount: total, currency: 'EUR', reference: mark },
  }
  const cancel = { method: 'POST', path: `${path}/void` }
  const [paid, voided] = await Promise.all([client.insist(pay), rival.insist(cancel)])
  if (!paid || !voided) return
  const won = (answer: Answer) => answer.status === 200
  if (won(paid) === won(voided) || ![paid.status, voided.status].includes(409))
    return history.finds('bank', `${id}: its payment was told ${paid.status}, its voiding ${voided.status}`)
  const { version: last } = JSON.parse((won(paid) ? paid : voided).body)
  history.changed({ id, version: last, verb: won(paid) ? 'pay' : 'void' })
}
