/**
 * A software authenticator (W3C WebAuthn §6): keys that live here, CBOR by hand, signatures by `node:crypto`. It answers
 * as a browser with a passkey would, and on demand as one that lies.
 */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

export interface Lies {
  readonly origin?: string
  readonly rpId?: string
  readonly challenge?: string
  readonly type?: string
  /** The flag that the person was verified. */
  readonly verified?: boolean
  readonly counter?: number
  /** Null: none is sent. */
  readonly userHandle?: string | null
  readonly crossOrigin?: boolean
  /** Attests itself (`packed`), and hides somewhere else what says that it does not. */
  readonly attested?: boolean
  /** Flips a bit of the signature. */
  readonly forged?: boolean
  readonly id?: string
}

/** What a key can be: ES256, Ed25519, RS256. */
export type Algorithm = keyof typeof algorithms

interface Key {
  readonly id: Buffer
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  readonly userHandle: string
  counter: number
}

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest()
const hex = (text: string) => Buffer.from(text, 'hex')
const part = (key: KeyObject, name: 'x' | 'y' | 'n') =>
  Buffer.from(String(key.export({ format: 'jwk' })[name]), 'base64url')
const sized = (data: Buffer) => Buffer.concat([hex(data.length.toString(16).padStart(4, '0')), data])

/** A pair of keys, and its public one as COSE (RFC 9053). */
const algorithms = {
  es256: {
    pair: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    cose: (key: KeyObject) =>
      Buffer.concat([hex('a5010203262001215820'), part(key, 'x'), hex('225820'), part(key, 'y')]),
  },
  ed25519: {
    pair: () => generateKeyPairSync('ed25519'),
    cose: (key: KeyObject) => Buffer.concat([hex('a4010103272006215820'), part(key, 'x')]),
  },
  rs256: {
    pair: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
    cose: (key: KeyObject) =>
      Buffer.concat([hex('a401030339010020590100'), part(key, 'n'), hex('2143010001')]),
  },
} as const

const signed = ({ privateKey }: Pick<Key, 'privateKey'>, data: Buffer) =>
  sign(privateKey.asymmetricKeyType === 'ed25519' ? null : 'sha256', data, privateKey)

export function authenticator(origin: string, algorithm: Algorithm = 'es256') {
  const keys: Key[] = []
  const rpOf = (lies: Lies) => lies.rpId ?? new URL(origin).hostname

  function clientData(type: string, challenge: string, lies: Lies) {
    const data = {
      type: lies.type ?? type,
      challenge: lies.challenge ?? challenge,
      origin: lies.origin ?? origin,
      crossOrigin: lies.crossOrigin ?? false,
    }
    return Buffer.from(JSON.stringify(data))
  }

  /** Relying party, flags (present, verified, with a credential), counter. */
  function head(lies: Lies, counter: number, more = 0) {
    const flags = Buffer.from([0x01 | (lies.verified === false ? 0 : 0x04) | more])
    const count = Buffer.alloc(4)
    count.writeUInt32BE(lies.counter ?? counter)
    return Buffer.concat([sha256(rpOf(lies)), flags, count])
  }

  return {
    /** Answers `navigator.credentials.create`. */
    create(options: { readonly challenge: string; readonly user: { readonly id: string } }, lies: Lies = {}) {
      const { pair, cose } = algorithms[algorithm]
      const key: Key = { id: randomBytes(32), ...pair(), userHandle: options.user.id, counter: 0 }
      keys.push(key)
      const named = Buffer.concat([sized(key.id), cose(key.publicKey)])
      const data = Buffer.concat([head(lies, 0, 0x40), Buffer.alloc(16), named])
      const client = clientData('webauthn.create', options.challenge, lies)
      // {"fmt": "none", "attStmt": {}}, or {"fmt": "packed", "attStmt": {"alg": -7, "sig": …, "x": 'cfmtdnone'}}
      const none = Buffer.from('cfmtdnonegattStmt\xa0', 'latin1')
      const signature = signed(key, Buffer.concat([data, sha256(client)]))
      const packed = Buffer.concat([
        Buffer.from('cfmtfpackedgattStmt\xa3calg\x26csig\x59', 'latin1'),
        sized(signature),
        Buffer.from('axIcfmtdnone'),
      ])
      const statement = lies.attested ? packed : none
      const attestation = Buffer.concat([hex('a3'), statement, Buffer.from('hauthDataY'), sized(data)])
      const id = lies.id ?? key.id.toString('base64url')
      return {
        ...{
          id,
          rawId: id,
          type: 'public-key',
          clientExtensionResults: {},
          authenticatorAttachment: 'platform',
        },
        response: {
          clientDataJSON: client.toString('base64url'),
          attestationObject: attestation.toString('base64url'),
          transports: ['internal'],
        },
      }
    },

    /** Answers `navigator.credentials.get`, with the newest key unless told. */
    get(options: { readonly challenge: string }, lies: Lies = {}, key = keys.at(-1)) {
      if (!key) throw new Error('There is no key here.')
      key.counter++
      const data = head(lies, key.counter)
      const client = clientData('webauthn.get', options.challenge, lies)
      const signature = signed(key, Buffer.concat([data, sha256(client)]))
      if (lies.forged) signature[signature.length - 1] = (signature.at(-1) ?? 0) ^ 1
      const id = lies.id ?? key.id.toString('base64url')
      return {
        ...{
          id,
          rawId: id,
          type: 'public-key',
          clientExtensionResults: {},
          authenticatorAttachment: 'platform',
        },
        response: {
          clientDataJSON: client.toString('base64url'),
          authenticatorData: data.toString('base64url'),
          signature: signature.toString('base64url'),
          userHandle: lies.userHandle === undefined ? key.userHandle : lies.userHandle,
        },
      }
    },
  }
}
