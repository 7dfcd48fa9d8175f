/** One run: a topology is opened, clients work in it while things break, and then it is asked whether all of it is as they were told. */
import { setTimeout as sleep } from 'node:timers/promises'
import { clientOf } from '../test/entry/client.ts'
import { checkers as all, type Checker } from './checkers/checkers.ts'
import { openClient } from './client.ts'
import type { Fault } from './faults/fault.ts'
import { type Broken, type History, openHistory } from './history.ts'
import type { Random } from './random.ts'
import { wreak } from './schedule.ts'
import type { Account, Opening, Play } from './workloads/workload.ts'
import type { World } from './world/world.ts'

export interface RunOptions {
  readonly open: (random: Random) => Promise<World>
  readonly random: Random
  readonly workloads: readonly Opening[]
  readonly faultsOf: (world: World) => readonly Fault[]
  /** It ends when all of these are reached. */
  readonly writes: number
  readonly times: number
  readonly seconds: number
  /** And when every fault has been there once. */
  readonly everyKind?: boolean
  readonly pace: Pick<Parameters<typeof wreak>[0], 'lasts' | 'pauses' | 'twos' | 'recoverWithinMs'>
  /** Where it is written down. */
  readonly folder: string
  readonly tell: (line: string) => void
  /** Default: all. */
  readonly checkers?: readonly Checker[]
  /** Between the start of the work and the first fault. */
  readonly meanwhile?: (world: World) => Promise<void>
}

export interface Ran {
  readonly history: History
  readonly lacks: readonly string[]
  readonly seconds: number
  /** What the app printed. */
  readonly output: string
}

/** How long a client goes on asking when all is whole. */
const answerWithinMs = 60_000
const tellEveryMs = 5_000
const accountTries = 5

export async function run(options: RunOptions): Promise<Ran> {
  const { open, random, writes, times, seconds, folder, tell, checkers = all } = options
  const world = await open(random)
  const history = openHistory(folder)
  const play = playOf(world, history, random)
  try {
    const workloads = []
    for (const opening of options.workloads) workloads.push(await opening(play))
    const faults = options.faultsOf(world)
    const begun = history.now()
    const working = workloads.map(({ work }) => work())
    await options.meanwhile?.(world)
    const enough = () =>
      history.acknowledged() >= writes &&
      history.broken.length >= times &&
      history.now() - begun >= seconds * 1_000 &&
      (!options.everyKind || new Set(history.broken.flatMap((one) => one.faults)).size === faults.length)
    const breaking = new AbortController()
    const wreaking =
      faults.length === 0
        ? Promise.resolve()
        : wreak({
            ...{ faults, world, history, random: random.fork('faults'), ...options.pace },
            running: () => !breaking.signal.aborted,
            tell: (broken) => tell(brokenLine(broken, history)),
          })
    const cron = beat(world, breaking.signal)
    let toldAt = 0
    while (!enough()) {
      await sleep(50)
      if (performance.now() - toldAt < tellEveryMs) continue
      toldAt = performance.now()
      tell(`${history.acknowledged()} of ${writes} writes acknowledged`)
    }
    breaking.abort()
    await Promise.all([wreaking, cron])
    play.end()
    await Promise.all(working)
    const took = (history.now() - begun) / 1_000
    tell(`${history.acknowledged()} writes acknowledged in ${took.toFixed(0)} s; now it is checked`)
    for (const { settle } of workloads) await settle?.()
    for (const check of checkers) await check({ world, history, tell })
    for (const { close } of workloads) await close?.()
    const output = world.apps.map((app) => app.output()).join('')
    return { history, lacks: world.lacks, seconds: took, output }
  } finally {
    await history.close()
    await world.close()
  }
}

function playOf(world: World, history: History, random: Random): Play & { end(): void } {
  let stoppedAt = Number.POSITIVE_INFINITY
  const persons = new Map<string, Promise<Account & { readonly id: string; readonly sessionId: string }>>()
  const [first] = world.apps
  // Past every link: accounts are there before anything breaks.
  const voice = clientOf({ url: first?.url ?? world.url, metricsToken: world.metricsToken }, persons)
  return {
    world,
    history,
    random: random.fork('work'),
    running: () => stoppedAt === Number.POSITIVE_INFINITY,
    end() {
      stoppedAt = performance.now()
    },
    client: (name, { token }) =>
      openClient({
        ...{ url: world.url, history, name, token, random: random.fork(name) },
        gaveUp: () => performance.now() > stoppedAt + answerWithinMs,
      }),
    async account(name) {
      // A server that has just begun on a busy machine may turn somebody away; who was half registered is left behind.
      for (let tried = 1; ; tried++) {
        try {
          return await voice.person(tried === 1 ? name : `${name}-${tried}`)
        } catch (error) {
          if (tried === accountTries) throw error
        }
      }
    },
  }
}

/** What a cron does, where nothing else does it. */
async function beat({ cron }: World, signal: AbortSignal) {
  while (cron && !signal.aborted) {
    await cron().catch(() => {})
    await sleep(3_000)
  }
}

function brokenLine({ faults, from, healed = from, recoveredMs }: Broken, { broken }: History): string {
  const lasted = `${((healed - from) / 1_000).toFixed(1)} s`
  const back = recoveredMs === undefined ? 'did not come back' : `back after ${Math.round(recoveredMs)} ms`
  return `${broken.length}: ${faults.join(' and ')}, ${lasted}, ${back}`
}
