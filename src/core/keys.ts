/** The key ring: named keys by purpose; the first of a purpose makes, all of them read. */

export const keyPurposes = ['field', 'pepper', 'cursor', 'csrf', 'jwt', 'audit'] as const
export type KeyPurpose = (typeof keyPurposes)[number]

export interface Key {
  /** Short name, stored beside what it made: `k1`. */
  readonly kid: string
  /** 32 bytes. */
  readonly bytes: Uint8Array
}

/** At least one key for each purpose; the first is current. */
export type KeyRing = Readonly<Record<KeyPurpose, readonly [Key, ...Key[]]>>
