/** The settings of a server under test. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type KeyPurpose, servingPurposes } from '../src/core/keys.ts'

/** A folder for nothing but this run. */
export const dataDir = (): string => mkdtempSync(join(tmpdir(), 'holdfast-bench-'))

/** Keys for nothing but this run. */
export const keysFor = (purposes: readonly KeyPurpose[]): string =>
  purposes.map((purpose) => `bench:${purpose}:${randomBytes(32).toString('base64')}`).join()

/** Limits out of the way, everything else as in production, where another process seals. */
export function environment(databaseUrl: string, redisUrl: string): Record<string, string> {
  const plenty = '1000000/60'
  return {
    MODE: 'development',
    DATA_DIR: dataDir(),
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    KEYS: keysFor(servingPurposes),
    LIMIT_ADDRESS: plenty,
    LIMIT_CREDENTIAL: plenty,
    LIMIT_LOGIN: plenty,
    LIMIT_MAIL: plenty,
  }
}
