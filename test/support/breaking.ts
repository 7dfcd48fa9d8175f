/** Stands between the app and what it depends on, and breaks it on demand. What breaks says a secret that nobody may hear. */
import { databaseError } from '../../src/ports/database.ts'
import type { BarePorts } from '../../src/ports/index.ts'

/** `down` fails at once, `hangs` never answers whatever it is told, `wrong` fails in a way that nobody foresaw. */
export type Health = 'up' | 'down' | 'hangs' | 'wrong'

export interface Dependencies {
  postgres: Health
  redis: Health
}

/** Stands in every message of a broken dependency. */
export const secretOfTheInside = 'password=hunter2 db-7.internal'

export function breaking(health: Dependencies): (ports: BarePorts) => BarePorts {
  const guard =
    (name: keyof Dependencies) =>
    <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      if (health[name] === 'up') return call(...args)
      if (health[name] === 'hangs') return new Promise<R>(() => {})
      if (health[name] === 'wrong') throw new TypeError(secretOfTheInside)
      throw name === 'postgres' ? databaseError(secretOfTheInside, {}) : new Error(secretOfTheInside)
    }
  const postgres = guard('postgres')
  const redis = guard('redis')
  return ({ database, admission, cache, ...rest }) => ({
    ...rest,
    database: { ...database, query: postgres(database.query), atomic: postgres(database.atomic) },
    admission: { admit: redis(admission.admit) },
    cache: {
      ...cache,
      get: redis(cache.get),
      fill: redis(cache.fill),
      bury: redis(cache.bury),
      ping: redis(cache.ping),
    },
  })
}
