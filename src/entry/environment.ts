/** The environment of a process on Node or Bun, read once. In development missing keys are made and kept in DATA_DIR. */
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../core/config.ts'
import { keyPurposes } from '../core/keys.ts'
import { parseSettings, type SettingFault } from '../core/settings.ts'

export type Read =
  | { readonly config: Config; readonly notes: readonly string[] }
  | { readonly faults: readonly SettingFault[] }

/** Without `keep`, keys that are missing are made for this once. */
export function readEnvironment(
  { keep = true }: { readonly keep?: boolean | undefined } = {},
  environment: NodeJS.ProcessEnv = process.env,
): Read {
  const notes: string[] = []
  const given = { ...environment }
  if (!given.KEYS && (given.MODE ?? 'development') === 'development')
    given.KEYS = developmentKeys(given.DATA_DIR || '.data', notes, keep)
  const settings = parseSettings(given, { mode: 'development', database: 'pglite' })
  return 'config' in settings ? { config: settings.config, notes } : settings
}

/** All faults at once, each with its name and an example; for standard error. */
export function describeFaults(faults: readonly SettingFault[]): string {
  const lines = faults.map(({ name, wrong, example }) => `  ${name}: ${wrong}\n    for example: ${example}`)
  return `holdfast cannot start: ${faults.length === 1 ? 'one setting is' : `${faults.length} settings are`} wrong or missing.\n${lines.join('\n')}\n`
}

function developmentKeys(dataDir: string, notes: string[], keep: boolean): string {
  const file = join(dataDir, 'keys')
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  const keys = keyPurposes.map((purpose) => `dev1:${purpose}:${randomBytes(32).toString('base64')}`).join(',')
  if (!keep) return keys
  mkdirSync(dataDir, { recursive: true })
  writeFileSync(file, `${keys}\n`, { mode: 0o600, flag: 'wx' })
  notes.push(`made development keys in ${file}`)
  return keys
}
