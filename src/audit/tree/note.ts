/** Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint), under Ed25519. */
import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import type { Key } from '../../core/keys.ts'
import { sha256 } from './hashing.ts'

/** Signature type of plain Ed25519 (signed-note, "Signature types"). */
const ed25519 = Uint8Array.of(0x01)

export interface Verifier {
  readonly name: string
  /** Four bytes that tell keys of one name apart. */
  readonly id: Uint8Array
  readonly publicKey: Uint8Array
}

export interface Signer extends Verifier {
  readonly privateKey: KeyObject
}

export interface Checkpoint {
  /** Whose log it is. */
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
}

/** PKCS #8 and SPKI around 32 bytes (RFC 8410 §7, §4). */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex')
const spki = Buffer.from('302a300506032b6570032100', 'hex')

const idOf = (name: string, publicKey: Uint8Array) => sha256(`${name}\n`, ed25519, publicKey).subarray(0, 4)

/** A signer of this name from a 32-byte seed (RFC 8032 §5.1.5). */
export function signerOf(name: string, seed: Uint8Array): Signer {
  const privateKey = createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey(privateKey as never)
    .export({ format: 'der', type: 'spki' })
    .subarray(-32)
  return { name, id: idOf(name, publicKey), publicKey, privateKey }
}

/** All keys of a log sign: who knows the old one or the new one believes it, while keys change. */
export const signersOf = ({
  origin,
  keys,
}: {
  readonly origin: string
  readonly keys: readonly Key[]
}): readonly Signer[] => keys.map(({ bytes }) => signerOf(origin, bytes))

/** `name+hex of the id+base64 of type and key`: how a key is handed to who verifies. */
export const vkeyOf = ({ name, id, publicKey }: Verifier): string =>
  `${name}+${Buffer.from(id).toString('hex')}+${Buffer.concat([ed25519, publicKey]).toString('base64')}`

/** Undefined where it is no key of this kind. */
export function verifierOf(vkey: string): Verifier | undefined {
  const [, name = '', hex = '', base64 = ''] =
    /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/.exec(vkey) ?? []
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.length !== 33 || bytes[0] !== ed25519[0]) return undefined
  const id = idOf(name, bytes.subarray(1))
  return Buffer.from(id).toString('hex') === hex ? { name, id, publicKey: bytes.subarray(1) } : undefined
}

export const checkpointText = ({ origin, size, root }: Checkpoint): string =>
  `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`

/** The note: the text, and one line for each that signs it. */
export function signed(text: string, signers: readonly Signer[]): string {
  const lines = signers.map(({ name, id, privateKey }) => {
    const signature = sign(null, Buffer.from(text), privateKey)
    return `— ${name} ${Buffer.concat([id, signature]).toString('base64')}\n`
  })
  return `${text}\n${lines.join('')}`
}

/** Undefined where it has no such form. What it says is believed by nobody until `isSigned`. */
export function parseCheckpoint(note: string): Checkpoint | undefined {
  const [, origin = '', size = '', base64 = ''] =
    /^([^\n]+)\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/]{43}=)\n(?:[^\n]+\n)*\n(?:— \S+ \S+\n)+$/.exec(note) ?? []
  return origin ? { origin, size: Number(size), root: Buffer.from(base64, 'base64') } : undefined
}

/** Is it signed by one of these, and by none of them wrongly (signed-note, "Signatures")? */
export function isSigned(note: string, verifiers: readonly Verifier[]): boolean {
  const end = note.lastIndexOf('\n\n')
  if (end < 0) return false
  const text = Buffer.from(note.slice(0, end + 1))
  const results = note
    .slice(end + 2)
    .split('\n')
    .flatMap((line) => {
      const [, name, base64 = ''] = /^— (\S+) (\S+)$/.exec(line) ?? []
      const bytes = Buffer.from(base64, 'base64')
      const known = verifiers.filter(
        (one) => one.name === name && bytes.subarray(0, 4).equals(Buffer.from(one.id)),
      )
      return known.map(({ publicKey }) => {
        const key = createPublicKey({ key: Buffer.concat([spki, publicKey]), format: 'der', type: 'spki' })
        return verify(null, text, key, bytes.subarray(4))
      })
    })
  return results.length > 0 && results.every(Boolean)
}
