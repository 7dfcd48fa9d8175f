/** The key of who cosigns (C2SP tlog-cosignature), as its operator hands it out: `name+hex of the id+base64 of type and key`. */
import { createHash } from 'node:crypto'

export interface CosignerKey {
  readonly name: string
  /** Four bytes that tell keys of one name apart. */
  readonly id: Uint8Array
  readonly publicKey: Uint8Array
}

/** Signature type of a timestamped Ed25519 cosignature. ML-DSA-44 (0x06) is none that runtimes of ours can verify. */
const cosignature = 0x04

/** Undefined where it is no key of this kind. */
export function cosignerKeyOf(vkey: string): CosignerKey | undefined {
  const [, name = '', hex = '', base64 = ''] =
    /^([^\s+]{1,200})\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44}=*)$/.exec(vkey) ?? []
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.length !== 33 || bytes[0] !== cosignature) return undefined
  const id = createHash('sha256').update(`${name}\n`).update(bytes).digest().subarray(0, 4)
  return id.toString('hex') === hex ? { name, id, publicKey: bytes.subarray(1) } : undefined
}
