/** The environment of a process on Node or Bun, read once. In development missing keys are made and kept in DATA_DIR. */
import { backupExamples, parseBackupSettings } from '../core/backup-settings.ts'
import type { Config } from '../core/config.ts'
import type { KeyPurpose } from '../core/keys.ts'
import { parseSettings, type SettingFault } from '../core/settings.ts'
import { developmentKeys } from './development-keys.ts'
import { fileSentence } from './sentences.ts'

export type Read =
  | { readonly config: Config; readonly notes: readonly string[] }
  | { readonly faults: readonly SettingFault[] }

/** Without `keep`, keys that are missing are made for this once. `needs`: purposes that KEYS must have a key for. */
export function readEnvironment(
  {
    keep = true,
    needs,
  }: { readonly keep?: boolean | undefined; readonly needs?: readonly KeyPurpose[] | undefined } = {},
  environment: NodeJS.ProcessEnv = process.env,
): Read {
  const isUpToUs = !environment.KEYS && (environment.MODE || 'development') === 'development'
  const own = isUpToUs ? ownKeys(environment.DATA_DIR || '.data', keep) : undefined
  const given = own ? { ...environment, KEYS: own.keys } : environment
  const settings = parseSettings(given, { mode: 'development', database: 'pglite', ...(needs && { needs }) })
  const backups = parseBackupSettings(environment)
  if ('config' in settings && 'backup' in backups)
    return { config: { ...settings.config, backup: backups.backup }, notes: own?.notes ?? [] }
  const faults = 'faults' in settings ? settings.faults : []
  return {
    faults: [
      ...faults.map((fault) => (own && fault.name === 'KEYS' ? own.fault : fault)),
      ...('faults' in backups ? backups.faults.map(faultOf) : []),
    ],
  }
}

const faultOf = ([name, wrong]: readonly [string, string]): SettingFault => ({
  ...{ name, wrong },
  example: `${name}=${backupExamples[name] ?? '…'}`,
})

interface OwnKeys {
  readonly keys: string | undefined
  readonly notes: readonly string[]
  /** What to say where they are missing or wrong: nobody who set no KEYS would look for them in a folder. */
  readonly fault: SettingFault
}

function ownKeys(dataDir: string, keep: boolean): OwnKeys {
  const fault = { name: 'DATA_DIR', example: 'DATA_DIR=/var/lib/holdfast' }
  try {
    const { file, keys, isNew } = developmentKeys(dataDir, keep)
    const wrong = `Its file ${file} holds no keys. Restore it; or delete it, where nothing was encrypted yet.`
    return { keys, notes: isNew ? [`made development keys in ${file}`] : [], fault: { ...fault, wrong } }
  } catch (error) {
    const wrong = fileSentence(error)
    if (wrong === undefined) throw error
    return { keys: undefined, notes: [], fault: { ...fault, wrong } }
  }
}

/** All faults at once, each with its name and an example; for standard error. */
export function describeFaults(faults: readonly SettingFault[]): string {
  const lines = faults.map(({ name, wrong, example }) => `  ${name}: ${wrong}\n    for example: ${example}`)
  return `holdfast cannot start: ${faults.length === 1 ? 'one setting is' : `${faults.length} settings are`} wrong or missing.\n${lines.join('\n')}\n`
}
