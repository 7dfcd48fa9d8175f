/**
 * What a backup is, in one file beside it. It is written last, so what has none is not whole; it is signed under a `backup` key of the
 * ring and names the hash of the backup, so that neither can be changed, nor another be put in its place: a dump is restored by who may do everything.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import * as z from 'zod'
import type { Key } from '../core/keys.ts'

const sha256 = z.string().regex(/^[\da-f]{64}$/)
const count = z.number().int().nonnegative()

const manifestShape = z.strictObject({
  format: z.literal(1),
  /** Without what follows it: the file is `<name>.<kind>`, and `.age` where it is encrypted. */
  name: z.string(),
  file: z.string(),
  /** `postgres`: what pg_dump makes (-Fc). `embedded`: the folder of an embedded database as a tar file, gzipped. */
  kind: z.enum(['postgres', 'embedded']),
  program: z.string(),
  schema: z.strictObject({ id: z.number().int(), name: z.string(), hash: sha256 }),
  server: z.string(),
  tool: z.string(),
  /** What was committed by then is in it. */
  takenAt: z.iso.datetime(),
  seconds: z.number().nonnegative(),
  bytes: count,
  sha256,
  encrypted: z.boolean(),
  /** Rows of each table, in the same snapshot. */
  rows: z.record(z.string(), count),
  /** The newest head of the audit log in it, signed by whoever seals; null where nothing was sealed. */
  checkpoint: z.string().nullable(),
})

export type Manifest = z.output<typeof manifestShape>

/** Of all its tables. */
export const rowsIn = ({ rows }: Manifest) => Object.values(rows).reduce((sum, one) => sum + one, 0)

/** What is told of the newest backup, by the names of the metrics. */
export const figuresOf = ({ takenAt, bytes, seconds }: Manifest) => ({
  backup_last_success_timestamp_seconds: Math.floor(Date.parse(takenAt) / 1_000),
  backup_bytes: bytes,
  backup_duration_seconds: seconds,
})

const signedShape = manifestShape.extend({
  signature: z.strictObject({ kid: z.string(), mac: sha256 }).nullable(),
})

/** The text of the file. Without a key it is not signed. */
export function manifestText(manifest: Manifest, key: Key | undefined): string {
  const signature = key ? { kid: key.kid, mac: macOf(manifest, key) } : null
  return `${JSON.stringify({ ...manifest, signature })}\n`
}

const macOf = (manifest: Manifest, { bytes }: Key) =>
  createHmac('sha256', bytes)
    .update(`holdfast backup manifest\n${JSON.stringify(manifest)}`)
    .digest('hex')

export interface Trust {
  /** The ring's keys for backups. */
  readonly keys: readonly Key[]
  /** Take what nobody of ours signed. */
  readonly unsigned: boolean
}

/** Throws a sentence where this is not what was written, to the byte. */
export function readManifest(text: string, name: string, { keys, unsigned }: Trust): Manifest {
  const parsed = signedShape.safeParse(jsonOf(text))
  if (!parsed.success || text !== `${JSON.stringify(parsed.data)}\n`)
    throw refused(name, 'its manifest is not one of ours, or was changed')
  const { signature, ...manifest } = parsed.data
  if (manifest.name !== name) throw refused(name, 'its manifest is that of another one')
  if (signature === null) {
    if (!unsigned && keys.length > 0)
      throw refused(name, 'its manifest is not signed (--unsigned takes it all the same)')
    return manifest
  }
  const key = keys.find(({ kid }) => kid === signature.kid)
  if (!key) {
    if (!unsigned) throw refused(name, `KEYS lacks ${signature.kid}:backup, which signed its manifest`)
    return manifest
  }
  if (!timingSafeEqual(Buffer.from(signature.mac, 'hex'), Buffer.from(macOf(manifest, key), 'hex')))
    throw refused(name, 'its manifest was changed, or signed under another key')
  return manifest
}

export const refused = (name: string, why: string): Error =>
  new Error(`the backup ${name} is refused: ${why}. Nothing was touched.`)

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
