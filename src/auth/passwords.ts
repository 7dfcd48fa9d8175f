/**
 * Passwords at rest: scrypt (N=2^14, r=8, p=5: OWASP's second row, and within workerd's limit of
 * N·r·p ≤ 2^20) through `node:crypto`, which every runtime has, the digest then sealed with AES-256-GCM
 * under a pepper that is not in the database. The result reads
 * `$scrypt$ln=14,r=8,p=5,k=<pepper's kid>$<salt>$<iv, ciphertext, tag>`.
 *
 * Hashing is the most expensive thing a stranger can ask for; `hash-gate` bounds how many run at once.
 */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { base64url, fromBase64url } from '../core/bytes.ts'
import type { Key } from '../core/keys.ts'
import type { Ports } from '../ports/index.ts'
import { hashGate } from './hash-gate.ts'

type Needs = Pick<Ports, 'config' | 'meter'>

interface Cost {
  readonly ln: number
  readonly r: number
  readonly p: number
}

interface Stored extends Cost {
  readonly kid: string
  readonly salt: Uint8Array
  readonly sealed: Uint8Array
}

const cost: Cost = { ln: 14, r: 8, p: 5 }

const phc =
  /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2}),k=([A-Za-z0-9_-]{1,32})\$([A-Za-z0-9_-]{22})\$([A-Za-z0-9_-]{80})$/

/** For those who have no password: the same work against a constant. */
const nobody = new Uint8Array(16)

export async function hashPassword(needs: Needs, password: string, signal?: AbortSignal): Promise<string> {
  const [pepper] = needs.config.keys.pepper
  const salt = new Uint8Array(randomBytes(16))
  const head = headOf(cost, pepper.kid, salt)
  const digest = await derive(needs, password, salt, cost, signal)
  return `${head}$${base64url(await seal(pepper, head, digest))}`
}

export interface Verdict {
  readonly ok: boolean
  /** Right, but made with an older cost or pepper: hash it anew. */
  readonly stale: boolean
}

/** Is this the password? Takes the same work whatever is stored: nothing, garbage or a hash. */
export async function verifyPassword(
  needs: Needs,
  stored: string | null | undefined,
  password: string,
  signal?: AbortSignal,
): Promise<Verdict> {
  const parsed = parse(stored)
  const pepper = needs.config.keys.pepper.find((key) => key.kid === parsed?.kid)
  const digest = await derive(needs, password, parsed?.salt ?? nobody, parsed ?? cost, signal)
  const expected =
    parsed && pepper && (await open(pepper, headOf(parsed, parsed.kid, parsed.salt), parsed.sealed))
  const ok = timingSafeEqual(digest, expected || randomBytes(32)) && expected !== undefined
  return { ok, stale: ok && isStale(needs, parsed) }
}

function isStale({ config }: Needs, parsed: Stored | undefined): boolean {
  if (!parsed) return false
  return (
    parsed.ln !== cost.ln ||
    parsed.r !== cost.r ||
    parsed.p !== cost.p ||
    parsed.kid !== config.keys.pepper[0].kid
  )
}

/** Parameters come from the database: they are bounded before anything is spent on them. */
function parse(stored: string | null | undefined): Stored | undefined {
  const match = stored ? phc.exec(stored) : null
  if (!match) return undefined
  const [ln, r, p] = match.slice(1, 4).map(Number) as [number, number, number]
  if (ln < 10 || ln > 16 || r < 1 || p < 1 || 2 ** ln * r * p > 2 ** 20) return undefined
  const [kid, salt, sealed] = match.slice(4) as [string, string, string]
  return { ln, r, p, kid, salt: fromBase64url(salt), sealed: fromBase64url(sealed) }
}

function headOf({ ln, r, p }: Cost, kid: string, salt: Uint8Array): string {
  return `$scrypt$ln=${ln},r=${r},p=${p},k=${kid}$${base64url(salt)}`
}

function derive(
  { config, meter }: Needs,
  password: string,
  salt: Uint8Array,
  { ln, r, p }: Cost,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const options = { N: 2 ** ln, r, p, maxmem: 256 * 2 ** ln * r }
  const task = () => {
    meter.count('password_hashes_total', { cost: String(options.N * r * p) })
    return new Promise<Uint8Array>((resolve, reject) => {
      scrypt(password.normalize('NFC'), salt, 32, options, (error, key) =>
        error ? reject(error) : resolve(key),
      )
    })
  }
  return hashGate(signal, task, config.hashesAtOnce)
}

const aes = { name: 'AES-GCM', tagLength: 128 } as const

const imported = (key: Key, use: 'encrypt' | 'decrypt') =>
  crypto.subtle.importKey('raw', new Uint8Array(key.bytes), 'AES-GCM', false, [use])

async function seal(pepper: Key, head: string, digest: Uint8Array): Promise<Uint8Array> {
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const additionalData = new TextEncoder().encode(head)
  const key = await imported(pepper, 'encrypt')
  const box = await crypto.subtle.encrypt({ ...aes, iv, additionalData }, key, new Uint8Array(digest))
  return Buffer.concat([iv, new Uint8Array(box)])
}

async function open(pepper: Key, head: string, sealed: Uint8Array): Promise<Uint8Array | undefined> {
  const iv = new Uint8Array(sealed.subarray(0, 12))
  const additionalData = new TextEncoder().encode(head)
  const key = await imported(pepper, 'decrypt')
  try {
    const box = new Uint8Array(sealed.subarray(12))
    return new Uint8Array(await crypto.subtle.decrypt({ ...aes, iv, additionalData }, key, box))
  } catch {
    return undefined // another pepper under the same kid, or a row that was tampered with
  }
}
