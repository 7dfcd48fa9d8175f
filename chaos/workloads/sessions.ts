/**
 * Sessions are opened, used by several at once, and ended meanwhile, by themselves or by another. A use that begins after the end was
 * answered is refused; where Redis could not be told of the end, at the latest a minute later.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '../client.ts'
import type { History } from '../history.ts'
import type { World } from '../world/world.ts'
import { crew, type Opening } from './workload.ts'

const readers = 4
/** Readers go on for so long after the end. */
const afterMs = 300
/** What a cached session lives for, and a little more for who reads it last. */
const boundMs = 65_000
/** Uses of sessions that ended before, for so long. */
const hauntMs = 120_000

interface Ended {
  readonly token: string
  /** When its end was asked for, and when that was answered. */
  readonly asked: number
  readonly answered: number
  /** Nothing may stand in the way of the tombstone; else only the bound is claimed. */
  readonly buried: boolean
}

export const sessions: Opening = async (play) => {
  const { history, world } = play
  const account = await play.account('sessions')
  const { email, password } = account
  const graves: Ended[] = []

  async function turn(client: Client, others: readonly Client[], number: number) {
    const missedBefore = await missedTombstones(world)
    const login = { method: 'POST', path: '/v1/auth/login', body: { email, password } }
    const opened = await client.once(login)
    if (opened.kind !== 'answer' || opened.status !== 200) return
    const { token, session } = JSON.parse(opened.body)
    let ended: Omit<Ended, 'buried'> | undefined
    const uses: Use[] = []
    const reading = others.map(async (reader) => {
      const until = history.now() + boundMs
      while (history.now() < Math.min(until, (ended?.answered ?? until) + afterMs)) {
        uses.push(await use(reader, history, token))
        await sleep(reader.random.between(0, 8))
      }
    })
    await sleep(client.random.between(0, 60))
    const [asked, answer] = [
      history.now(),
      await end(client, number % 2 === 0, token, session.id, play.running),
    ]
    ended = { token, asked, answered: history.now() }
    await Promise.all(reading)
    if (!answer) return
    const missed = await missedTombstones(world)
    const one = { ...ended, buried: answer === 204 && missed !== undefined && missed === missedBefore }
    history.counts.revocations++
    graves.push(one)
    for (const each of uses) judge(history, one, each)
  }

  return {
    async work() {
      const others = Array.from({ length: readers }, (_, at) => play.client(`sessions reader ${at}`, account))
      await Promise.all([
        crew(play, 'sessions', 1, account, async (client, number) => {
          await turn(client, others, number)
          await sleep(client.random.between(200, 600))
        }),
        crew(play, 'sessions ghost', 1, account, async (client) => {
          await sleep(client.random.between(50, 250))
          while (graves[0] && graves[0].answered < history.now() - hauntMs) graves.shift()
          if (graves.length === 0) return
          const grave = client.random.pick(graves)
          judge(history, grave, await use(client, history, grave.token))
        }),
      ])
      for (const reader of others) reader.close()
    },
  }
}

interface Use {
  readonly begun: number
  readonly over: number
  readonly accepted: boolean
}

async function use(client: Client, history: History, token: string): Promise<Use> {
  const begun = history.now()
  const got = await client.once({ method: 'GET', path: '/v1/invoices?limit=1' }, undefined, token)
  return { begun, over: history.now(), accepted: got.kind === 'answer' && got.status === 200 }
}

function judge(history: History, { asked, answered, buried }: Ended, { begun, over, accepted }: Use) {
  if (begun <= answered) return
  history.counts.usesAfter++
  if (!accepted) return
  history.counts.acceptedLate++
  const late = begun - answered
  if (late <= boundMs && !(buried && !history.wasBroken(['redis'], asked, over))) return
  history.finds('revoked', `a session was accepted ${Math.round(late)} ms after its end had been answered`)
}

/** By itself or by another session of the same person, until there is an answer; its status. */
async function end(
  client: Client,
  byItself: boolean,
  token: string,
  id: string,
  running: () => boolean,
): Promise<number | undefined> {
  const asked = byItself
    ? { method: 'POST', path: '/v1/auth/logout' }
    : { method: 'DELETE', path: `/v1/auth/sessions/${id}` }
  for (;;) {
    const got = await client.once(asked, undefined, byItself ? token : undefined)
    // 401 and 404: the request before, whose answer was lost, has ended it.
    if (got.kind === 'answer' && [204, 401, 404].includes(got.status)) return got.status
    if (!running()) return undefined
    await sleep(50)
  }
}

/** How often a process says that it could not set a tombstone; undefined where one of them does not say. */
async function missedTombstones({ apps, metricsToken }: World): Promise<number | undefined> {
  try {
    const counts = await Promise.all(
      apps.map(async ({ url }) => {
        const headers = { authorization: `Bearer ${metricsToken}` }
        const response = await fetch(new URL('/metrics', url), { headers, signal: AbortSignal.timeout(500) })
        const text = await response.text()
        return Number(/^\w*session_tombstones_missed_total\S* (\d+)/m.exec(text)?.[1] ?? 0)
      }),
    )
    return counts.reduce((sum, count) => sum + count, 0)
  } catch {
    return undefined
  }
}
