/** The key ring: named keys by purpose; the first of a purpose makes, all of them read. */

export const keyPurposes = ['field', 'pepper', 'cursor', 'csrf', 'jwt', 'audit'] as const
export type KeyPurpose = (typeof keyPurposes)[number]

export interface Key {
  /** Short name, stored beside what it made: `k1`. */
  readonly kid: string
  /** 32 bytes. */
  readonly bytes: Uint8Array
}

/** What it takes to serve: all but the key of the log, which may lie with another process. */
export const servingPurposes = keyPurposes.filter((purpose) => purpose !== 'audit')

/** At least one key for each purpose but the log's; the first is current. */
export type KeyRing = Readonly<Record<Exclude<KeyPurpose, 'audit'>, readonly [Key, ...Key[]]>> & {
  readonly audit: readonly Key[]
}
