/** A server on an embedded database keeps copies of it: nobody else can while it runs. By cron, and at once where the last one is too old. */
import { keepEmbedded } from '../backup/embedded.ts'
import { prune } from '../backup/keep.ts'
import { figuresOf } from '../backup/manifest.ts'
import { momentOf, wholeAmong } from '../backup/names.ts'
import type { Ports } from '../ports/index.ts'
import { encryption, openVault } from './backups.ts'
import type { Open } from './open.ts'

export interface Snapshots {
  /** What is being written is given up; nobody takes it for a backup. */
  stop(): Promise<void>
}

/** Once a day, at night (UTC). */
const usual = '17 3 * * *'
/** A machine that sleeps at night makes up for it; in development nobody asked for that. */
const tooOldMs = 26 * 3_600_000
const firstMs = 60_000

/** Undefined where there is nothing to do: another database, or BACKUP_SCHEDULE=off. Throws a sentence where that is no cron expression. */
export async function snapshots({
  ports,
  dump,
}: Pick<Open, 'ports' | 'dump'>): Promise<Snapshots | undefined> {
  const { config } = ports
  const cron = config.backup?.schedule ?? usual
  if (!dump || !config.backup || cron === 'off') return undefined
  const { Cron } = await import('croner')
  const stopping = new AbortController()
  const one = () => snapshot(ports, dump, stopping.signal)
  let timer: InstanceType<typeof Cron>
  try {
    timer = new Cron(cron, { timezone: 'UTC', protect: true, unref: true }, one)
  } catch {
    throw new Error('BACKUP_SCHEDULE is no cron expression: for example "17 3 * * *".')
  }
  const first =
    config.mode === 'production'
      ? setTimeout(() => void missed(ports, () => timer.trigger()), firstMs)
      : undefined
  first?.unref()
  return {
    async stop() {
      clearTimeout(first)
      timer.stop()
      stopping.abort()
      while (timer.isBusy()) await new Promise((resolve) => setTimeout(resolve, 20))
    },
  }
}

/** Tells of what it did, and of what it could not do; it ends no server. */
async function snapshot(
  { config, database, log, meter }: Ports,
  dump: () => Promise<Blob>,
  signal: AbortSignal,
) {
  const { backup, keys } = config
  try {
    const vault = await openVault(config)
    const [key] = keys.backup
    const keeping = { vault, key, encrypt: encryption(backup), signal, progress: () => {} }
    const manifest = await keepEmbedded({ database, dump }, keeping)
    await prune(vault, backup?.keep ?? 7, signal)
    for (const [name, value] of Object.entries(figuresOf(manifest))) meter.gauge(name, value)
    log.write({ level: 'info', action: 'backup.run', result: 'success', detail: manifest.name })
  } catch (error) {
    if (signal.aborted) return
    meter.count('backup_failures_total')
    const { name, code } = error as NodeJS.ErrnoException
    log.write({ level: 'error', action: 'backup.run', result: 'failure', error: { name, code } })
  }
}

async function missed({ config }: Ports, act: () => Promise<void>): Promise<void> {
  const vault = await openVault(config)
  const [newest] = await vault.names(AbortSignal.timeout(60_000)).then(wholeAmong, () => [])
  if (Date.now() - momentOf(newest ?? '') > tooOldMs) await act()
}
