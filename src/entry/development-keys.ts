/** The keys of development: made where nobody gave any, and kept, for what they encrypt must be read tomorrow. */
import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { keyPurposes } from '../core/keys.ts'

export interface DevelopmentKeys {
  readonly file: string
  readonly keys: string
  /** Made just now, and kept. */
  readonly isNew: boolean
}

/** Without `keep`, keys that are missing are made for this once. Throws where the folder cannot be read or written. */
export function developmentKeys(dataDir: string, keep: boolean): DevelopmentKeys {
  const file = join(dataDir, 'keys')
  const kept = read(file)
  if (kept !== undefined) return { file, keys: kept, isNew: false }
  const keys = keyPurposes.map((purpose) => `dev1:${purpose}:${randomBytes(32).toString('base64')}`).join(',')
  if (!keep) return { file, keys, isNew: false }
  mkdirSync(dataDir, { recursive: true })
  const isNew = place(file, `${keys}\n`)
  return { file, keys: read(file) ?? keys, isNew }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** Whole or not at all, also when the power fails; whoever comes second to a new folder takes the keys of the first. */
function place(file: string, text: string): boolean {
  const draft = `${file}.${process.pid}`
  try {
    writeFileSync(draft, text, { mode: 0o600, flush: true })
    linkSync(draft, file)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code
