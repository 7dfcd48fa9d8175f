/** `holdfast backup --list`: what there is. Who reads no backup need not have its identity. */

import { wholeAmong } from '../../backup/names.ts'
import { manifestOf } from '../../backup/take.ts'
import { openVault } from '../../entry/backups.ts'
import type { Around } from '../command.ts'

export async function listBackups(
  { unsigned, json }: { readonly unsigned: boolean; readonly json: boolean },
  { config, stdout }: Around,
): Promise<number> {
  const vault = await openVault(config)
  const signal = AbortSignal.timeout(300_000)
  const trust = { keys: config.keys.backup, unsigned }
  const backups = []
  for (const name of wholeAmong(await vault.names(signal))) {
    const seen = await manifestOf(vault, name, trust, signal).catch((error: Error) => error)
    backups.push(seen instanceof Error ? { name, error: seen.message } : seen)
  }
  if (json) stdout.write(`${JSON.stringify({ backups })}\n`)
  else if (backups.length === 0) stdout.write('none\n')
  else
    for (const one of backups)
      stdout.write(
        'error' in one
          ? `${one.name}  ${one.error}\n`
          : `${one.name}  ${one.takenAt}  ${one.kind}  ${(one.bytes / 2 ** 20).toFixed(1)} MiB  ${one.schema.name}\n`,
      )
  return backups.some((one) => 'error' in one) ? 1 : 0
}
