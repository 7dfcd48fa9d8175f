/** The key ring: named keys by purpose; the first of a purpose makes, all of them read. */

export const keyPurposes = ['field', 'pepper', 'cursor', 'csrf', 'jwt', 'audit', 'backup'] as const
export type KeyPurpose = (typeof keyPurposes)[number]

export interface Key {
  /** Short name, stored beside what it made: `k1`. */
  readonly kid: string
  /** 32 bytes. */
  readonly bytes: Uint8Array
}

/** Of these a key may lie with another process: who seals the log, who makes backups. */
type Apart = 'audit' | 'backup'

/** What it takes to serve. */
export const servingPurposes = keyPurposes.filter((purpose) => purpose !== 'audit' && purpose !== 'backup')

/** At least one key for each purpose that serving takes; the first is current. */
export type KeyRing = Readonly<Record<Exclude<KeyPurpose, Apart>, readonly [Key, ...Key[]]>> &
  Readonly<Record<Apart, readonly Key[]>>
