/**
 * The same scenarios on every runtime: each must be answered as it should be, and alike. The first runtime that ran
 * is the measure for the others.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type RunningServer,
  type StartOptions,
  startBun,
  startEmbedded,
  startNode,
} from '../support/runtime.ts'
import { startWorkerd } from '../support/runtime-workerd.ts'
import { postgresUrl, redisUrl } from '../support/servers.ts'
import { clientOf, type Person } from './client.ts'
import { type Counterparts, openCounterparts } from './counterparts.ts'
import { leakSearch, type Searched } from './leaks.ts'
import { scenarios } from './scenarios.ts'
import type { Exchange } from './transcript.ts'

interface Played {
  readonly transcript: readonly Exchange[]
  readonly failure: unknown
}

const servers = Boolean(postgresUrl && redisUrl)
if (!servers)
  console.warn('skipped: Node, Bun and workerd with Postgres and Redis; only the embedded default runs')

type Start = (options: StartOptions) => Promise<RunningServer>

const runtimes: readonly (readonly [name: string, start: Start, runs: boolean])[] = [
  ['embedded', startEmbedded, true],
  ['node', startNode, servers],
  ['bun', startBun, servers],
  ['workerd', startWorkerd, servers],
]

const played = new Map<string, Map<string, Played>>()
const searched = new Map<string, Searched>()
const running: RunningServer[] = []
let counterparts: Counterparts | undefined

async function play(name: string, start: Start, counterparts: Counterparts) {
  const server = await start({ administered: true, env: counterparts.settings })
  running.push(server)
  const results = new Map<string, Played>()
  const persons = new Map<string, Promise<Person>>()
  const { hear, search } = leakSearch(counterparts.secrets)
  for (const scenario of scenarios) {
    const client = clientOf(server, persons, hear, counterparts)
    const failure = await scenario.play(client).then(
      () => undefined,
      (error: unknown) => error,
    )
    results.set(scenario.name, { transcript: client.transcript, failure })
  }
  played.set(name, results)
  searched.set(name, await search(server))
  await server.stop()
}

beforeAll(async () => {
  const world = await openCounterparts()
  counterparts = world
  // Two at a time: more would only make each other wait.
  const [first, second, ...rest] = runtimes.filter(([, , runs]) => runs)
  for (const pair of [[first, second], rest])
    await Promise.all(pair.map((runtime) => runtime && play(runtime[0], runtime[1], world)))
}, 300_000)

afterAll(async () => {
  await Promise.all(running.map((server) => server.stop()))
  await counterparts?.close()
})

test('there are at least thirty scenarios, each under its own name', () => {
  expect(scenarios.length).toBeGreaterThanOrEqual(30)
  expect(new Set(scenarios.map(({ name }) => name)).size).toBe(scenarios.length)
})

describe.each(runtimes)('%s', (runtime, _start, runs) => {
  test.skipIf(!runs).each(scenarios)('$name', ({ name }) => {
    const result = played.get(runtime)?.get(name)
    if (result?.failure) throw result.failure
    expect(result?.transcript.length).toBeGreaterThan(0)
    // Everything that is ours: status, headers, body; see `transcript` for what is not.
    expect(result?.transcript).toEqual(played.get('embedded')?.get(name)?.transcript)
  })

  test.skipIf(!runs)('lets go of nothing of a credential while it does all that [V14.2.4] [V16.2.5]', () => {
    const { secrets, searched: looked, listened, leaks } = searched.get(runtime) as Searched
    console.info(`${runtime}: ${secrets} secrets looked for in ${JSON.stringify(looked)}`)
    expect(listened).toBe(true)
    expect(leaks).toEqual([])
  })
})
