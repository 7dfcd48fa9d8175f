/**
 * Figures of a process that is gone when they are asked for: a file that the textfile collector of a node exporter reads. What others have
 * written into it stays.
 */
import { readFile, rename, writeFile } from 'node:fs/promises'

const help: Readonly<Record<string, string>> = {
  backup_last_success_timestamp_seconds: 'When the newest backup was taken.',
  backup_bytes: 'How large it is.',
  backup_duration_seconds: 'How long it took.',
  backup_last_verified_restore_timestamp_seconds:
    'When a drill last restored a backup and found all of it right.',
  backup_drill_success: 'Whether the last drill did so.',
  backup_rpo_seconds: 'How old the newest backup was when it was drilled: what would have been lost.',
  backup_rpo_records:
    'Records of the audit log that were published after it: exactly so many would have been lost.',
  backup_rto_seconds: 'How long it took until what was restored served.',
}

/** Throws where the file cannot be written. */
export async function writeMetrics(
  file: string,
  values: Readonly<Record<string, number | undefined>>,
): Promise<void> {
  const there = await readFile(file, 'utf8').catch(() => '')
  const known = new Map<string, string>()
  for (const [, name = '', value = ''] of there.matchAll(/^(\w+) (\S+)$/gm)) known.set(name, value)
  for (const [name, value] of Object.entries(values)) if (value !== undefined) known.set(name, String(value))
  const lines = [...known].map(
    ([name, value]) => `# HELP ${name} ${help[name] ?? name}\n# TYPE ${name} gauge\n${name} ${value}\n`,
  )
  // The collector never sees the half of it, and passes over what does not end in .prom.
  const draft = `${file}.${process.pid}`
  await writeFile(draft, lines.join(''), { mode: 0o644 })
  await rename(draft, file)
}
