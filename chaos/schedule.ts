/** Breaks one or two things at a time, mends them, and waits until the service is back; again and again. */
import { setTimeout as sleep } from 'node:timers/promises'
import { ask } from '../test/fire/asking.ts'
import type { Fault } from './faults/fault.ts'
import type { Broken, History } from './history.ts'
import type { Random } from './random.ts'
import type { World } from './world/world.ts'

export interface ScheduleOptions {
  readonly faults: readonly Fault[]
  readonly world: World
  readonly history: History
  readonly random: Random
  readonly running: () => boolean
  /** Milliseconds: how long something is broken, and how long all is whole in between. */
  readonly lasts: readonly [number, number]
  readonly pauses: readonly [number, number]
  /** How often two things are broken at once: 0 to 1. */
  readonly twos: number
  /** A service that is not back by then is a finding; default: a minute. */
  readonly recoverWithinMs?: number
  readonly tell: (broken: Broken) => void
}

export async function wreak(options: ScheduleOptions): Promise<void> {
  const { faults, random, running, history, world, recoverWithinMs = 60_000 } = options
  // Each of them before one of them again, in an order of its own each time.
  let deck: Fault[] = []
  const draw = () => {
    if (deck.length === 0) deck = random.shuffled(faults)
    return deck.pop() as Fault
  }
  await sleep(random.between(...options.pauses))
  while (running()) {
    const first = draw()
    const partner = random.next() < options.twos ? deck.findLastIndex((other) => apart(first, other)) : -1
    const drawn = partner < 0 ? [first] : [first, ...deck.splice(partner, 1)]
    const broken = history.breaks({
      faults: drawn.map(({ name }) => name),
      touched: drawn.flatMap(({ touches }) => touches),
      from: history.now(),
      hurt: 0,
    })
    await breakAll(drawn, options)
    await revived(world, history, broken)
    broken.healed = history.now()
    await recovered(world, history, broken, recoverWithinMs)
    options.tell(broken)
    await sleep(random.between(...options.pauses))
  }
}

/** Two that are on the same line or process are one. */
const apart = ({ touches }: Fault, other: Fault) => !touches.some((far) => other.touches.includes(far))

async function breakAll(drawn: readonly Fault[], { world, random, lasts, history }: ScheduleOptions) {
  const healing: { readonly fault: Fault; readonly heal: () => Promise<void> }[] = []
  for (const fault of drawn) {
    try {
      healing.push({ fault, heal: await fault.begin(world, random) })
    } catch (error) {
      history.finds(fault.name, (error as Error).message)
    }
  }
  if (drawn.some(({ momentary }) => !momentary)) await sleep(random.between(...lasts))
  // An app begins only where its database is whole.
  for (const { fault, heal } of healing.sort((one, other) => rank(one.fault) - rank(other.fault)))
    await heal().catch((error: Error) =>
      history.finds(fault.name, `It could not be mended: ${error.message}`),
    )
}

const rank = ({ name }: Fault) => (name === 'app-kill' ? 1 : 0)

/** An app that ended by itself is a finding, but for one whose own database lost its disk. */
async function revived({ apps, postgres }: World, history: History, { faults }: Broken) {
  for (const app of apps) {
    const words = app.lastWords()
    if (words === undefined) continue
    if (postgres || !faults.includes('disk-full'))
      history.finds('died', `after ${faults.join(' and ')}: ${words}`)
    await app.start()
  }
}

/** Whole again: every process says so, and so it does over the line that clients use. */
async function recovered(
  { apps, url }: World,
  history: History,
  broken: Broken,
  withinMs: number,
): Promise<void> {
  const until = performance.now() + withinMs
  for (const one of [...apps.map((app) => app.url), url]) {
    while (!(await serves(one))) {
      if (performance.now() > until) {
        history.finds('unrecovered', `${withinMs / 1_000} s after ${broken.faults.join(' and ')}`)
        return
      }
      await sleep(25)
    }
  }
  broken.recoveredMs = history.now() - (broken.healed ?? 0)
}

async function serves(url: string): Promise<boolean> {
  // Over a connection of its own: one that died with the line says nothing of those that come.
  const got = await ask(url, false, { method: 'GET', path: '/readyz', withinMs: 2_000 })
  if (got.kind !== 'answer' || got.status !== 200) return false
  const { postgres, redis } = JSON.parse(got.body)
  return postgres === 'ok' && redis === 'ok'
}
