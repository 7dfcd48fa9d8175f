/** Signing secrets: made here, told once, sealed at rest. */
import { randomBytes } from 'node:crypto'
import type { Stored } from '../business/render.ts'
import type { KeyRing } from '../core/keys.ts'
import { secretPrefix } from '../core/standard-webhooks.ts'
import { open } from '../store/cipher.ts'
import { webhookEndpoints } from './webhook-endpoints.ts'

/** 24 to 64 random bytes (Standard Webhooks, "Signature scheme"). */
const secretBytes = 32

export const mintSecret = (): string => secretPrefix + randomBytes(secretBytes).toString('base64')

/** A secret of a row, from the column that holds it. */
export function openSecret(
  keys: KeyRing,
  row: string,
  column: 'secret' | 'previous_secret',
  sealed: string,
): string {
  return JSON.parse(open(keys.field, { table: webhookEndpoints.table, column, row }, sealed))
}

/** The secret that a write has just made: its own, or the one that the first request with its key was told. */
export const secretOf = (keys: KeyRing, row: Stored): string =>
  openSecret(keys, String(row.id), 'secret', String(row.secret))
