/** Finding a backup again, and being sure of it before anything is done with it. */
import { createHash } from 'node:crypto'
import type { Bytes, Vault } from '../ports/vault.ts'
import { wholeOf } from '../ports/vault.ts'
import { tallied } from './keep.ts'
import { type Manifest, readManifest, refused, type Trust } from './manifest.ts'
import { manifestFile, wholeAmong } from './names.ts'

/** The newest one, or that of this name. Throws a sentence. */
export async function manifestOf(
  vault: Vault,
  wanted: string | undefined,
  trust: Trust,
  signal: AbortSignal,
): Promise<Manifest> {
  const name = wanted ?? wholeAmong(await vault.names(signal))[0]
  if (name === undefined) throw new Error(`there is no backup in ${vault.name}.`)
  const text = await vault.get(manifestFile(name), signal)
  if (!text)
    throw new Error(`there is no backup ${name} in ${vault.name}; "holdfast backup --list" names them.`)
  return readManifest((await wholeOf(text)).toString(), name, trust)
}

export interface Taking {
  readonly vault: Vault
  /** Undefined where it was not encrypted. */
  readonly decrypt: ((content: Bytes) => Promise<Bytes>) | undefined
  readonly signal: AbortSignal
  /** Bytes of all that there are. */
  readonly progress: (bytes: number) => void
}

/**
 * What the backup holds, in the clear; whoever takes it must do nothing for good with it before its end, for it is then that it throws where
 * a byte is not what was put away.
 */
export async function* contentOf(manifest: Manifest, { vault, decrypt, signal, progress }: Taking): Bytes {
  const { name, file, bytes, sha256, encrypted } = manifest
  const stored = await vault.get(file, signal)
  if (!stored) throw refused(name, `its file ${file} is gone`)
  const tally = { hash: createHash('sha256'), bytes: 0 }
  const raw = bounded(tallied(stored, tally), bytes, name, progress)
  if (encrypted && !decrypt)
    throw refused(name, 'it is encrypted, and BACKUP_IDENTITY_FILE names no identity')
  yield* decrypt && encrypted ? await whoReads(name, () => decrypt(raw)) : raw
  if (tally.bytes !== bytes || tally.hash.digest('hex') !== sha256)
    throw refused(name, 'it is not what its manifest says (SHA-256)')
}

/** All of it, to the last byte: is it what was put away, and can it be read? */
export async function verifyContent(manifest: Manifest, taking: Taking): Promise<void> {
  // What is changed is told as that, though decryption would stumble over it first.
  const { decrypt, ...asStored } = taking
  for await (const _ of contentOf({ ...manifest, encrypted: false }, { ...asStored, decrypt: undefined }));
  if (manifest.encrypted) for await (const _ of contentOf(manifest, { ...taking, progress: () => {} }));
}

async function* bounded(
  content: Bytes,
  most: number,
  name: string,
  progress: (bytes: number) => void,
): Bytes {
  let bytes = 0
  for await (const part of content) {
    bytes += part.length
    if (bytes > most) throw refused(name, 'it is longer than its manifest says')
    progress(bytes)
    yield part
  }
}

async function whoReads(name: string, open: () => Promise<Bytes>): Promise<Bytes> {
  try {
    return await open()
  } catch (error) {
    if (error instanceof Error && /no identity matched/.test(error.message))
      throw refused(name, 'the identity in BACKUP_IDENTITY_FILE is not one that it was encrypted for')
    throw error
  }
}
