/** Puts a counter in front of every port that goes over a network: what it counts is round trips. */
import type { BarePorts } from '../../src/ports/index.ts'

export interface Trips {
  redis: number
  postgres: number
}

export function counting(trips: Trips): (ports: BarePorts) => BarePorts {
  const redis =
    <A extends unknown[], R>(call: (...args: A) => R) =>
    (...args: A): R => {
      trips.redis++
      return call(...args)
    }
  const postgres =
    <A extends unknown[], R>(call: (...args: A) => R) =>
    (...args: A): R => {
      trips.postgres++
      return call(...args)
    }
  return (ports) => ({
    ...ports,
    database: {
      ...ports.database,
      query: postgres(ports.database.query),
      atomic: postgres(ports.database.atomic),
    },
    admission: { admit: redis(ports.admission.admit) },
    cache: {
      ...ports.cache,
      get: redis(ports.cache.get),
      fill: redis(ports.cache.fill),
      bury: redis(ports.cache.bury),
    },
  })
}
