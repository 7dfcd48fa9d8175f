/** Processes are killed with -9, or stand still. */
import type { Fault } from './fault.ts'

const processes: Fault[] = [
  {
    name: 'app-kill',
    what: 'SIGKILL to the app',
    touches: ['app'],
    appliesTo: () => true,
    async begin({ apps }, random) {
      const app = random.pick(apps)
      await app.kill()
      return () => app.start()
    },
  },
  {
    name: 'app-stop',
    what: 'SIGSTOP to the app, then SIGCONT',
    touches: ['app'],
    appliesTo: () => true,
    async begin({ apps }, random) {
      const app = random.pick(apps)
      app.pause()
      return async () => app.resume()
    },
  },
  ...(['postgres', 'redis'] as const).flatMap((store): Fault[] => [
    {
      name: `${store}-kill`,
      what: `SIGKILL to all processes of ${store}`,
      touches: [store],
      appliesTo: (world) => world[store] !== undefined,
      async begin(world) {
        await world[store]?.kill()
        return async () => world[store]?.start()
      },
    },
    {
      name: `${store}-stop`,
      what: `SIGSTOP to ${store}, then SIGCONT`,
      touches: [store],
      appliesTo: (world) => world[store] !== undefined,
      async begin(world) {
        world[store]?.pause()
        return async () => world[store]?.resume()
      },
    },
  ]),
  {
    name: 'both-kill',
    what: 'SIGKILL to Postgres and Redis at once',
    touches: ['postgres', 'redis'],
    appliesTo: ({ postgres, redis }) => postgres !== undefined && redis !== undefined,
    async begin({ postgres, redis }) {
      await Promise.all([postgres?.kill(), redis?.kill()])
      return async () => void (await Promise.all([postgres?.start(), redis?.start()]))
    },
  },
]

export const processFaults: readonly Fault[] = processes
