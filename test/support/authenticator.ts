/**
 * A software authenticator (W3C WebAuthn §6): ES256 keys that live here, CBOR by hand, signatures by `node:crypto`. It answers
 * as a browser with a passkey would, and on demand as one that lies.
 */
import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'

export interface Lies {
  readonly origin?: string
  readonly rpId?: string
  readonly challenge?: string
  readonly type?: string
  /** The flag that the person was verified. */
  readonly verified?: boolean
  readonly counter?: number
  readonly userHandle?: string
  /** Flips a bit of the signature. */
  readonly forged?: boolean
  readonly id?: string
}

interface Key {
  readonly id: Buffer
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  readonly userHandle: string
  counter: number
}

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest()

export function authenticator(origin: string) {
  const keys: Key[] = []
  const rpOf = (lies: Lies) => lies.rpId ?? new URL(origin).hostname

  function clientData(type: string, challenge: string, lies: Lies) {
    const data = {
      type: lies.type ?? type,
      challenge: lies.challenge ?? challenge,
      origin: lies.origin ?? origin,
      crossOrigin: false,
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
      const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const key: Key = { id: randomBytes(32), ...pair, userHandle: options.user.id, counter: 0 }
      keys.push(key)
      const { x = '', y = '' } = pair.publicKey.export({ format: 'jwk' })
      const cose = Buffer.concat([
        Buffer.from('a5010203262001215820', 'hex'),
        Buffer.from(x, 'base64url'),
        Buffer.from('225820', 'hex'),
        Buffer.from(y, 'base64url'),
      ])
      const length = Buffer.alloc(2)
      length.writeUInt16BE(key.id.length)
      const data = Buffer.concat([head(lies, 0, 0x40), Buffer.alloc(16), length, key.id, cose])
      const size = Buffer.alloc(2)
      size.writeUInt16BE(data.length)
      // {"fmt": "none", "attStmt": {}, "authData": data}
      const attestation = Buffer.concat([
        Buffer.from('a363666d74646e6f6e656761747453746d74a068617574684461746159', 'hex'),
        size,
        data,
      ])
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
          clientDataJSON: clientData('webauthn.create', options.challenge, lies).toString('base64url'),
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
      const signature = createSign('sha256').update(data).update(sha256(client)).sign(key.privateKey)
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
          userHandle: lies.userHandle ?? key.userHandle,
        },
      }
    },
  }
}
