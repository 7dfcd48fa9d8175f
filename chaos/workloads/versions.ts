/** Everybody changes the same few rows, each from the version that it saw last: of those who saw the same one, one may. */
import type { Client } from '../client.ts'
import type { History } from '../history.ts'
import { customerOf, draftOf, make } from './keyed.ts'
import { crew, type Opening } from './workload.ts'

const clients = 4
const rows = 6

export const versions: Opening = async (play) => {
  const { history, random } = play
  const account = await play.account('versions')
  const opener = play.client('versions', account)
  const customerId = await customerOf(opener, history)
  /** The version of each that somebody was told of, newest. */
  const told = new Map<string, number>()
  for (let number = 0; number < rows; number++) {
    const mark = `versions: row ${number}`
    const id = await make(opener, history, 'invoices', mark, draftOf(customerId, mark))
    if (id) told.set(id, 1)
  }
  const ids = [...told.keys()]

  return {
    async work() {
      await crew(play, 'versions', clients, account, async (client, number) => {
        const id = random.pick(ids)
        const path = `/v1/invoices/${id}`
        const seen = told.get(id) ?? 1
        const dueOn = dayOf(number)
        const asked = { method: 'PATCH', path, body: { dueOn }, ifMatch: `"${seen}"` }
        const got = await client.insist(asked)
        if (!got) return
        const version = versionOf(got)
        if (got.status === 200) history.changed({ id, version, verb: 'PATCH' })
        else if (got.status !== 412) client.unexpected(asked, got)
        // A refusal that is told again speaks of the version that there was.
        if (version > (told.get(id) ?? 0)) told.set(id, version)
        if (number % 3 === 0) await look(client, history, id, told)
      })
    },
  }
}

/** Nobody who asks after a change was answered is shown the row as it was before. */
async function look(client: Client, history: History, id: string, told: Map<string, number>) {
  const [asked, least] = [history.now(), told.get(id) ?? 1]
  const got = await client.once({ method: 'GET', path: `/v1/invoices/${id}` })
  if (got.kind !== 'answer' || got.status !== 200) return
  const version = versionOf(got)
  // Without Redis a change cannot be announced there: what it remembers may be believed until it forgets, a minute later.
  if (version < least && !history.wasBroken(['redis'], asked - forgetsMs, history.now()))
    history.finds('stale', `${id}: version ${version} was read after version ${least} was acknowledged`)
  if (version > (told.get(id) ?? 0)) told.set(id, version)
}

const forgetsMs = 70_000

const versionOf = ({ headers }: { readonly headers: { readonly etag?: string | undefined } }) =>
  Number(/"(\d+)"/.exec(headers.etag ?? '')?.[1] ?? 0)

const dayOf = (number: number) => new Date(Date.UTC(2030, 0, 1 + (number % 3_000))).toISOString().slice(0, 10)
