/**
 * The password of a database role, given as Postgres keeps it (SCRAM-SHA-256, RFC 5803): the password itself
 * reaches neither the server's log nor its statistics.
 */
import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'
import type { ScriptRunner } from '../ports/script.ts'

/** Roles that a program logs in as. A name from here can stand in SQL as it is. */
export type LoginRole = 'app' | 'migrator' | 'sealer' | 'reader' | 'backup'

/** Throws where the password is one that clients would not all send alike. */
export async function setRolePassword(
  runner: ScriptRunner,
  role: LoginRole,
  password: string,
): Promise<void> {
  if (!/^[\x21-\x7e]{16,128}$/.test(password))
    throw new Error('The password of a database role must be 16 to 128 visible ASCII characters.')
  await runner.run(`alter role ${role} password '${scramVerifier(password)}'`)
}

export function scramVerifier(password: string, salt = randomBytes(16), iterations = 4096): string {
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256')
  const keyed = (text: string) => createHmac('sha256', salted).update(text).digest()
  const storedKey = createHash('sha256').update(keyed('Client Key')).digest('base64')
  const serverKey = keyed('Server Key').toString('base64')
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`
}
