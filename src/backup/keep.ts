/** Putting a backup away whole, and letting the oldest go. */
import { createHash } from 'node:crypto'
import type { Key } from '../core/keys.ts'
import type { Bytes, Vault } from '../ports/vault.ts'
import { type Manifest, manifestText } from './manifest.ts'
import { backupName, manifestFile, nameOf, payloadFile, wholeAmong } from './names.ts'

/** What is known before the first byte; the rest is known after the last. */
export type Facts = Omit<Manifest, 'format' | 'name' | 'file' | 'seconds' | 'bytes' | 'sha256' | 'encrypted'>

export interface Keeping {
  readonly vault: Vault
  /** Signs the manifest. */
  readonly key: Key | undefined
  /** Undefined: it is put away as it is. */
  readonly encrypt: ((content: Bytes) => Promise<Bytes>) | undefined
  readonly signal: AbortSignal
  readonly progress: (bytes: number) => void
}

/** First the backup, then its manifest: until that is there nobody takes it for one. */
export async function keep(content: Bytes, facts: Facts, keeping: Keeping): Promise<Manifest> {
  const { vault, key, encrypt, signal, progress } = keeping
  const begun = performance.now()
  const name = backupName(new Date(facts.takenAt))
  const file = payloadFile(name, facts.kind, encrypt !== undefined)
  const tally = { hash: createHash('sha256'), bytes: 0 }
  const counted = countedAs(content, progress)
  await vault.put(file, tallied(encrypt ? await encrypt(counted) : counted, tally), signal)
  const manifest: Manifest = {
    ...{ format: 1, name, file, ...facts },
    seconds: Math.round(performance.now() - begun) / 1_000,
    bytes: tally.bytes,
    sha256: tally.hash.digest('hex'),
    encrypted: encrypt !== undefined,
  }
  await vault.put(manifestFile(name), once(Buffer.from(manifestText(ordered(manifest), key))), signal)
  return manifest
}

/** As its shape has them: what is read back is compared to the byte. */
const ordered = (m: Manifest): Manifest => ({
  ...{ format: m.format, name: m.name, file: m.file, kind: m.kind, program: m.program, schema: m.schema },
  ...{ server: m.server, tool: m.tool, takenAt: m.takenAt, seconds: m.seconds, bytes: m.bytes },
  ...{ sha256: m.sha256, encrypted: m.encrypted, rows: m.rows, checkpoint: m.checkpoint },
})

/** Of those that are whole the newest `most` stay. What has no manifest and is older than the newest was never ended. */
export async function prune(vault: Vault, most: number, signal: AbortSignal): Promise<readonly string[]> {
  const files = await vault.names(signal)
  const whole = wholeAmong(files)
  const [newest] = whole
  if (newest === undefined) return []
  const kept = new Set(whole.slice(0, Math.max(1, most)))
  const gone = files.filter((file) => {
    const name = nameOf(file)
    return name !== undefined && name < newest && !kept.has(name)
  })
  // The manifest first: a backup without one is nobody's, a manifest without its backup would be missed.
  const order = [...gone].sort(
    (one, other) => Number(other.endsWith('.json')) - Number(one.endsWith('.json')),
  )
  for (const file of order) await vault.remove(file, signal)
  return [...new Set(gone.flatMap((file) => nameOf(file) ?? []))]
}

export async function* tallied(
  content: Bytes,
  tally: { readonly hash: { update(part: Uint8Array): unknown }; bytes: number },
): Bytes {
  for await (const part of content) {
    tally.hash.update(part)
    tally.bytes += part.length
    yield part
  }
}

async function* countedAs(content: Bytes, progress: (bytes: number) => void): Bytes {
  let bytes = 0
  for await (const part of content) {
    bytes += part.length
    progress(bytes)
    yield part
  }
}

async function* once(part: Uint8Array): Bytes {
  yield part
}
