/**
 * A process that seals until it kills itself, with -9, at the step that it was told: before a call to the database or an anchor, while
 * it is on its way, or after it. Arguments as JSON.
 */
import { mkdirSync } from 'node:fs'
import { sealer } from '../../../src/audit/seal/round.ts'
import { systemClock } from '../../../src/core/clock.ts'
import { nodePostgres } from '../../../src/drivers/postgres/node-postgres.ts'
import { shelf } from './shelf.ts'

export interface Fate {
  readonly url: string
  readonly folder: string
  /** Hex. */
  readonly seed: string
  /** After so many calls; 0: never. */
  readonly step: number
  readonly when: 'before' | 'during' | 'after'
}

const { url, folder, seed, step, when }: Fate = JSON.parse(process.argv[2] ?? '{}')
mkdirSync(folder, { recursive: true })

const die = () => process.kill(process.pid, 'SIGKILL')
let calls = 0

async function mortal<T>(call: () => Promise<T>): Promise<T> {
  const fatal = ++calls === step
  if (fatal && when === 'before') die()
  const going = call()
  if (fatal && when === 'during') setTimeout(die, Math.random() * 3)
  const result = await going
  if (fatal && when === 'after') die()
  return result
}

const database = nodePostgres({ url, maxConnections: 2 })
const anchor = shelf(folder)
const one = sealer(
  {
    log: { write: (entry) => console.log(JSON.stringify(entry)) },
    meter: { count() {}, gauge() {}, observe() {}, render: () => '' },
    clock: systemClock,
  },
  {
    database: {
      query: (...given) => mortal(() => database.query(...given)),
      atomic: (...given) => mortal(() => database.atomic(...given)),
      close: () => database.close(),
    },
    origin: 'holdfast.test/audit',
    keys: [{ kid: 'a1', bytes: Buffer.from(seed, 'hex') }],
    anchors: [
      {
        name: anchor.name,
        publish: (...given) => mortal(() => anchor.publish(...given)),
        newest: (...given) => mortal(async () => anchor.newest?.(...given)),
      },
    ],
  },
  { leaseSeconds: 0.4 },
)

for (;;) {
  await one.round()
  await new Promise((resolve) => setTimeout(resolve, 20))
}
