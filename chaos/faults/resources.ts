/** What runs out or goes wrong in a machine that runs: memory, disk, the clock. */
import { setTimeout as sleep } from 'node:timers/promises'
import { ask } from '../../test/fire/asking.ts'
import type { Fault } from './fault.ts'

/** Something stays of a full disk: enough for a little, not for long. */
const left = 128 * 1024
const minutes = 10

/** Redis says no to some or all of what it is told, and says yes again after `undo`. */
const refusing = (name: string, what: string, told: readonly string[], undo: readonly string[]): Fault => ({
  name,
  what,
  touches: ['redis'],
  appliesTo: ({ redis }) => redis !== undefined,
  async begin({ redis }) {
    await redis?.tell(...told)
    return async () => void (await redis?.tell(...undo))
  },
})

const clockOff = (name: string, what: string, seconds: number): Fault => ({
  name,
  what,
  touches: ['app'],
  appliesTo: ({ clock }) => clock !== undefined,
  async begin({ clock, apps }) {
    clock?.set(seconds)
    const heal = async () => clock?.set(0)
    for (const { url } of apps) {
      if (await isOff(url)) continue
      await heal()
      throw new Error('The clock of the app was set, and it did not notice.')
    }
    return heal
  },
})

/** Within the seconds that a process goes by what it last read. It tells the time with every answer. */
async function isOff(url: string): Promise<boolean> {
  for (let tries = 0; tries < 40; tries++) {
    const got = await ask(url, false, { method: 'GET', path: '/livez', withinMs: 2_000 })
    const told = got.kind === 'answer' ? Date.parse(got.headers.date ?? '') : Number.NaN
    if (Math.abs(told - Date.now()) > (minutes / 2) * 60_000) return true
    await sleep(100)
  }
  return false
}

export const resourceFaults: readonly Fault[] = [
  refusing(
    'redis-oom',
    'Redis is full: OOM to every write',
    ['CONFIG', 'SET', 'maxmemory', '1'],
    ['CONFIG', 'SET', 'maxmemory', '0'],
  ),
  refusing(
    'redis-readonly',
    'Redis is the replica of one that is gone: READONLY to every write',
    ['REPLICAOF', '127.0.0.1', '1'],
    ['REPLICAOF', 'NO', 'ONE'],
  ),
  {
    name: 'redis-flush',
    what: 'FLUSHALL: Redis forgets everything',
    touches: ['redis'],
    momentary: true,
    appliesTo: ({ redis }) => redis !== undefined,
    async begin({ redis }) {
      await redis?.tell('FLUSHALL')
      return async () => {}
    },
  },
  {
    name: 'disk-full',
    what: 'the disk of the database is full',
    touches: ['postgres', 'app'],
    appliesTo: ({ disk }) => disk !== undefined,
    async begin({ disk, postgres, apps }) {
      disk?.fill(left)
      return async () => {
        disk?.free()
        // Postgres ends where it cannot write its log, and an embedded one takes the app with it: somebody begins them again.
        await postgres?.start()
        if (!postgres) for (const app of apps) await app.start()
      }
    },
  },
  clockOff('clock-ahead', `the clock of the app is ${minutes} minutes fast`, minutes * 60),
  clockOff('clock-behind', `the clock of the app is ${minutes} minutes slow`, -minutes * 60),
]
