/** The real servers that tests run against. Where one is absent its tests are skipped, and say so. */
const named = (name: string) => {
  const url = process.env[name]
  if (!url && process.env.VITEST) console.warn(`skipped: tests that need ${name}, which is not set`)
  return url || undefined
}

/** A Postgres on which databases may be created, e.g. `postgres://postgres@127.0.0.1:5432/test`. */
export const postgresUrl = named('TEST_POSTGRES_URL')

/** A Redis whose keys may be written, e.g. `redis://127.0.0.1:6379`. */
export const redisUrl = named('TEST_REDIS_URL')
