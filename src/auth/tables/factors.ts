/** What a person proves beside a password, and what is under way until it is proven. */
import { bigint, boolean, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { moment } from '../../store/columns.ts'
import { users } from './people.ts'

/** One authenticator app a person. Until it is confirmed it opens nothing and asks for nothing. */
export const totpFactors = pgTable('totp_factors', {
  userId: uuid()
    .primaryKey()
    .references(() => users.id, { onDelete: 'cascade' }),
  /** Sealed (`store/cipher`). */
  secret: text().notNull(),
  /** The step of the last code that was taken: none at or before it is taken again (RFC 6238 §5.2). */
  lastStep: integer().notNull().default(0),
  confirmedAt: moment(),
  createdAt: moment().notNull().defaultNow(),
})

/** For who lost the other factor: each opens once. */
export const recoveryCodes = pgTable(
  'recovery_codes',
  {
    codeHash: text().primaryKey(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    usedAt: moment(),
    createdAt: moment().notNull().defaultNow(),
  },
  (table) => [index().on(table.userId)],
)

/** WebAuthn credentials: public keys and their counters. */
export const passkeys = pgTable(
  'passkeys',
  {
    id: uuid().primaryKey(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** base64url, as the authenticator named it. */
    credentialId: text().notNull(),
    /** base64url of the COSE key. */
    publicKey: text().notNull(),
    counter: bigint({ mode: 'number' }).notNull().default(0),
    transports: jsonb().notNull().default([]),
    /** Does it live in more than one device? */
    backedUp: boolean().notNull().default(false),
    name: text().notNull(),
    lastUsedAt: moment(),
    createdAt: moment().notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex('passkeys_credential_id_key').on(table.credentialId),
    index().on(table.userId, table.createdAt),
  ],
)

export const challengePurposes = [
  'second-factor',
  'passkey-registration',
  'passkey-sign-in',
  'passkey-second-factor',
  'passkey-reauthentication',
  'oidc',
] as const

/** What was begun and waits for its answer, for minutes: a login for its second factor, a ceremony for its key. */
export const challenges = pgTable(
  'challenges',
  {
    tokenHash: text().primaryKey(),
    purpose: text({ enum: challengePurposes }).notNull(),
    userId: uuid().references(() => users.id, { onDelete: 'cascade' }),
    /** What must be the same at the end; nothing that opens anything by itself. */
    payload: jsonb().notNull().default({}),
    attempts: integer().notNull().default(0),
    expiresAt: moment().notNull(),
    usedAt: moment(),
    createdAt: moment().notNull().defaultNow(),
  },
  (table) => [index().on(table.expiresAt)],
)

/** Passwords tried for an account, known or not: what is counted before a hash is computed. */
export const passwordAttempts = pgTable(
  'password_attempts',
  {
    /** A keyed digest of the address or of the user's id. */
    account: text().primaryKey(),
    tried: integer().notNull(),
    since: moment().notNull(),
  },
  (table) => [index().on(table.since)],
)
