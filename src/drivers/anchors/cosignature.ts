/** What a witness answers: signature lines, of which those count that the key we were told of made (C2SP tlog-cosignature). */
import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import type { CosignerKey } from '../../core/cosigner-key.ts'

/** SPKI around 32 bytes (RFC 8410 §4). */
const spki = Buffer.from('302a300506032b6570032100', 'hex')

const publicKeyOf = ({ publicKey }: CosignerKey): KeyObject =>
  createPublicKey({ key: Buffer.concat([spki, publicKey]), format: 'der', type: 'spki' })

/** The lines that verify, of those in `answer`, over the text of `note`; what others signed is passed over. */
export function cosignaturesIn(answer: string, note: string, cosigner: CosignerKey): string {
  const text = note.slice(0, note.lastIndexOf('\n\n') + 1)
  const key = publicKeyOf(cosigner)
  return answer
    .split(/(?<=\n)/)
    .filter((line) => cosigned(line, text, cosigner, key))
    .join('')
}

function cosigned(line: string, text: string, { name, id }: CosignerKey, key: KeyObject): boolean {
  const [, whose, base64 = ''] = /^— (\S+) ([A-Za-z0-9+/]+=*)\n$/.exec(line) ?? []
  const bytes = Buffer.from(base64, 'base64')
  // 4 of the key's id, 8 of the time, 64 of Ed25519.
  if (whose !== name || bytes.length !== 76 || !bytes.subarray(0, 4).equals(id)) return false
  const time = bytes.readBigUInt64BE(4)
  // One without a time says nothing of when (tlog-witness, add-checkpoint); one beyond 2^63 - 1 is none.
  if (time === 0n || time > 0x7fff_ffff_ffff_ffffn) return false
  return verify(null, Buffer.from(`cosignature/v1\ntime ${time}\n${text}`), key, bytes.subarray(12))
}
