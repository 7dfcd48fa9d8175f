/** The lines between client and app, app and Postgres, app and Redis. */
import { type Ill, ills } from '../world/link.ts'
import type { Far } from '../world/world.ts'
import type { Fault } from './fault.ts'

const sayings: Readonly<Record<Ill, string>> = {
  delay: 'each message takes 0 to 3 s',
  stall: 'nothing comes through',
  'half-open': 'the far end is gone, and the near end is not told',
  throttle: '1 kB/s each way',
  reset: 'connections are reset',
  cut: '30 % of what is asked is cut, half of it before it arrives, half of it after the commit',
}

const fars: readonly Far[] = ['app', 'postgres', 'redis']

export const lineFaults: readonly Fault[] = fars.flatMap((far) =>
  ills.map((ill) => ({
    name: `${far}-${ill}`,
    what: `on the line to ${far}: ${sayings[ill]}`,
    touches: [far],
    appliesTo: ({ links }) => links[far] !== undefined,
    async begin({ links }) {
      links[far]?.fall(ill)
      return async () => links[far]?.heal()
    },
  })),
)
