/** What can break. */
import type { Random } from '../random.ts'
import type { Far, World } from '../world/world.ts'

export interface Fault {
  /** `--faults` takes it. */
  readonly name: string
  readonly what: string
  /** Whose service suffers. */
  readonly touches: readonly Far[]
  readonly appliesTo: (world: World) => boolean
  /** Breaks it; resolves with what mends it. */
  readonly begin: (world: World, random: Random) => Promise<() => Promise<void>>
  /** Some are over at once. */
  readonly momentary?: boolean
}
