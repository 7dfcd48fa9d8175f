/** What of a credential a server let go of while the scenarios ran: in what it printed, counted, refused and keeps. */
import { keysKept, rowsKept } from '../support/kept.ts'
import type { RunningServer } from '../support/runtime.ts'
import { holding, listenForSecrets } from '../support/secrets.ts'
import type { Hear } from './client.ts'
import { exchange } from './wire.ts'

/** Everybody's in the scenarios. */
const addresses = ['@people.example.com']

export interface Searched {
  /** How many secrets there were to be found. */
  readonly secrets: number
  /** How much of each was looked through: characters, refusals, rows, keys. */
  readonly searched: Readonly<Record<string, number>>
  /** Whether what it printed holds the id of the last refusal: no search without it. */
  readonly listened: boolean
  /** `where: the secret's beginning…` */
  readonly leaks: readonly string[]
}

/** `told`: secrets that the server was told before anybody spoke with it. */
export function leakSearch(told: readonly string[] = []) {
  const secrets = listenForSecrets()
  for (const secret of told) secrets.answered({ secret })
  const refusals: string[] = []
  let lastId = ''

  const hear: Hear = (sent, { status, headers, body }) => {
    for (const name of ['authorization', 'cookie', 'x-csrf-token']) secrets.sent(sent.headers[name])
    if (sent.body !== undefined) secrets.sent(read(Buffer.from(sent.body).toString()))
    const text = body.toString()
    secrets.answered(headers['set-cookie'])
    if (status < 400) return secrets.answered(read(text))
    const challenge = /hf_c_[\w-]+/.exec(text)?.[0]
    secrets.answered(challenge)
    // Where the second step is asked for, its challenge belongs; and a page of a refusal is a form for the next try.
    if (headers['content-type'] !== 'application/problem+json') return
    lastId = String(headers['x-request-id'])
    refusals.push(`${JSON.stringify(headers)} ${challenge ? text.replace(challenge, '') : text}`)
  }

  async function search({ url, metricsToken, output, keeps }: RunningServer): Promise<Searched> {
    const asked = { method: 'GET', target: '/metrics', headers: { authorization: `Bearer ${metricsToken}` } }
    const metrics = (await exchange(url, { ...asked, body: undefined })).body.toString()
    const rows = keeps ? await rowsKept(keeps.ownerUrl) : []
    const keys = keeps ? await keysKept(keeps.redisUrl) : []
    const found = (where: string, text: string) => secrets.in(text).map((one) => `${where}: ${one}`)
    const spoken = (where: string, text: string) => [
      ...found(where, text),
      ...holding(text, addresses).map((one) => `${where}: ${one}`),
    ]
    return {
      secrets: secrets.all.size,
      searched: {
        output: output().length,
        metrics: metrics.length,
        refusals: refusals.length,
        rows: rows.length,
        keys: keys.length,
      },
      listened: output().includes(lastId),
      leaks: [
        ...spoken('output', output()),
        ...spoken('metrics', metrics),
        ...refusals.flatMap((text) => spoken('refusal', text)),
        ...rows.flatMap(({ table, text }) => found(table, text)),
        ...keys.flatMap((text) => spoken('redis', text)),
      ],
    }
  }

  return { hear, search }
}

/** A body with the names in it: JSON, a form, or neither. */
function read(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return [text, Object.fromEntries(new URLSearchParams(text))]
  }
}
