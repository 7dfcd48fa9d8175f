/** Where backups lie: whole files under a name, seen only when they are whole. */

export type Bytes = AsyncIterable<Uint8Array>

export interface Vault {
  /** For people: where it is, without a secret. */
  readonly name: string
  /** Nothing is there under this name until all of it is, on the disk; nor where `content` throws. */
  put(name: string, content: Bytes, signal: AbortSignal): Promise<void>
  /** Undefined where there is none of this name. */
  get(name: string, signal: AbortSignal): Promise<Bytes | undefined>
  /** In order. What somebody left half-written is not among them. */
  names(signal: AbortSignal): Promise<readonly string[]>
  /** Harmless where it is gone. */
  remove(name: string, signal: AbortSignal): Promise<void>
}

/** All of it; for what is small. */
export async function wholeOf(bytes: Bytes): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of bytes) parts.push(part)
  return Buffer.concat(parts)
}
