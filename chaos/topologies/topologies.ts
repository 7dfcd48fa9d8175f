/** Where the product is run here, by the name that `--topology` takes. */
import type { Random } from '../random.ts'
import type { World } from '../world/world.ts'
import { withoutBalancer } from './balancer.ts'
import { openEmbedded } from './embedded.ts'
import { openNode, openPair } from './node.ts'
import { openWorkerd } from './workerd.ts'

export interface Topology {
  readonly what: string
  /** Of all writes and faults that are asked for. */
  readonly share: number
  readonly open: (random: Random) => Promise<World>
  /** Why it cannot be had here, if it cannot. */
  readonly lacking?: string | undefined
}

export const topologies: Readonly<Record<string, Topology>> = {
  embedded: { what: 'Node with PGlite and memory', share: 0.2, open: openEmbedded },
  node: { what: 'Node with Postgres and Redis', share: 0.4, open: openNode },
  pair: { what: 'two of those behind haproxy', share: 0.3, open: openPair, lacking: withoutBalancer },
  workerd: { what: 'workerd with Postgres and Redis over the bridge', share: 0.1, open: openWorkerd },
}
