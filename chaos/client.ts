/** One client over one kept connection, as a careful program would be: who gets no answer asks again, with the same key. */
import { randomUUID } from 'node:crypto'
import { Agent } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { ask, type Got } from '../test/fire/asking.ts'
import type { History } from './history.ts'
import type { Random } from './random.ts'

export type Answer = Extract<Got, { kind: 'answer' }>

export interface Asked {
  readonly method: string
  readonly path: string
  readonly body?: unknown
  readonly ifMatch?: string
}

export interface ClientOptions {
  readonly url: string
  readonly history: History
  readonly random: Random
  readonly name: string
  readonly token: string
  /** When nobody need go on asking. */
  readonly gaveUp: () => boolean
}

export type Client = ReturnType<typeof openClient>

/** Longer than any deadline of the server's. */
const patienceMs = 6_000

export function openClient({ url, history, random, name, token, gaveUp }: ClientOptions) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })

  /** Once, whatever becomes of it. */
  async function once({ method, path, body, ifMatch }: Asked, key?: string, as = token): Promise<Got> {
    const at = history.now()
    const headers = { ...(ifMatch && { 'if-match': ifMatch }), ...(key && { 'idempotency-key': key }) }
    const got = await ask(url, agent, { method, path, body, headers, token: as, withinMs: patienceMs })
    const requestId = got.kind === 'answer' ? String(got.headers['x-request-id'] ?? '') : undefined
    history.heard({
      ...{ client: name, at: Math.round(at), took: Math.round(history.now() - at), method, path, key },
      got: got.kind === 'answer' ? got.status : got.kind === 'lost' ? got.why : got.kind,
      requestId,
      replayed: (got.kind === 'answer' && isReplay(got)) || undefined,
    })
    return got
  }

  return {
    name,
    random,
    once,
    /** Until there is an answer that will not change, of the same key each time. Undefined where it was given up. */
    async insist(asked: Asked, key: string | undefined = randomUUID()): Promise<Answer | undefined> {
      for (;;) {
        const got = await once(asked, key)
        if (got.kind === 'answer' && isFinal(got)) {
          if (isReplay(got)) history.counts.replayed++
          return got
        }
        if (got.kind === 'answer' && got.status === 500)
          history.finds('unexpected', `${asked.method} ${asked.path}: ${got.status} ${got.body}`)
        if (gaveUp()) {
          history.finds('unanswered', `${asked.method} ${asked.path}, key ${key}`)
          return undefined
        }
        history.counts.repeated++
        await sleep(random.between(20, 150))
      }
    },
    /** Says of an answer that nobody had reason to expect. */
    unexpected({ method, path }: Asked, { status, body }: Answer) {
      history.finds('unexpected', `${method} ${path}: ${status} ${body}`)
    },
    close: () => agent.destroy(),
  }
}

export const isReplay = ({ headers }: Answer) => headers['idempotency-replayed'] !== undefined

/** Not where we are asked to come again, nor what a load balancer says of a server that it lost. */
const isFinal = ({ status, headers }: Answer) =>
  status < 500 && status !== 429 && headers['retry-after'] === undefined
