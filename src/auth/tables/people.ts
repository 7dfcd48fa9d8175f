/** People, their sessions, and what reaches them by mail. Tokens are stored as SHA-256 only, passwords as sealed PHC strings. */
import { sql } from 'drizzle-orm'
import { check, index, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { roles } from '../../core/actor.ts'
import { moment } from '../../store/columns.ts'

/** `+`: a second factor came after the first. */
export const signInMethods = [
  'password',
  'password+totp',
  'password+recovery-code',
  'password+passkey',
  'passkey',
  'oidc',
  'oidc+totp',
  'oidc+recovery-code',
  'oidc+passkey',
] as const

export const users = pgTable(
  'users',
  {
    id: uuid().primaryKey(),
    /** Canonical form (core/text): one person, one spelling. */
    email: text().notNull(),
    name: text(),
    role: text({ enum: roles }).notNull().default('member'),
    passwordHash: text(),
    /** Wrong passwords in a row; at `maxFailures` the password opens nothing until it is reset. */
    failures: integer().notNull().default(0),
    /** An administrator wants a new password: the old one opens nothing. */
    resetRequiredAt: moment(),
    verifiedAt: moment(),
    disabledAt: moment(),
    /** The person is gone, and with them all that was personal; the row stands for what must be kept. */
    erasedAt: moment(),
    version: integer().notNull().default(1),
    createdAt: moment().notNull().defaultNow(),
    updatedAt: moment().notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex('users_email_key').on(table.email),
    check('users_role_check', sql`role in ('member', 'auditor', 'admin')`),
  ],
)

export const sessions = pgTable(
  'sessions',
  {
    id: uuid().primaryKey(),
    tokenHash: text().notNull(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    transport: text({ enum: ['bearer', 'cookie'] }).notNull(),
    /** How the person proved who they are. */
    method: text({ enum: signInMethods }).notNull().default('password'),
    authTime: moment().notNull().defaultNow(),
    lastSeenAt: moment().notNull().defaultNow(),
    expiresAt: moment().notNull(),
    revokedAt: moment(),
    ipAddress: text(),
    userAgent: text(),
    createdAt: moment().notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex('sessions_token_hash_key').on(table.tokenHash),
    index().on(table.userId, table.createdAt),
  ],
)

/** Tokens that travel by mail. The mail job makes them, so none ever rests in the outbox. */
export const mailedTokens = pgTable(
  'mailed_tokens',
  {
    tokenHash: text().primaryKey(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    purpose: text({ enum: ['verify', 'reset'] }).notNull(),
    expiresAt: moment().notNull(),
    usedAt: moment(),
    createdAt: moment().notNull().defaultNow(),
  },
  (table) => [index().on(table.userId, table.purpose)],
)
