/** From a configuration to where backups lie and how they are encrypted, on Node and Bun. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BackupConfig, Config } from '../core/config.ts'
import type { Bytes, Vault } from '../ports/vault.ts'

type Cipher = (content: Bytes) => Promise<Bytes>

/** Throws a sentence where nobody said where. An embedded database is kept beside itself by default. */
export async function openVault({ backup, database, dataDir }: Config): Promise<Vault> {
  const to = backup?.to ?? (database.driver === 'pglite' ? beside(dataDir) : undefined)
  if (!to) throw new Error('BACKUP_TO does not say where: folder:<path>, or s3:<URL of bucket and prefix>.')
  if (to.driver === 'folder') {
    const { folderVault } = await import('../drivers/vault/folder.ts')
    return folderVault(to.dir)
  }
  const { s3Vault } = await import('../drivers/vault/s3.ts')
  return s3Vault(to)
}

const beside = (dataDir: string) => ({ driver: 'folder' as const, dir: join(dataDir, 'backups') })

/** Undefined where nobody was named to read them. */
export function encryption(backup: BackupConfig | undefined): Cipher | undefined {
  const recipients = backup?.recipients ?? []
  if (recipients.length === 0) return undefined
  return async (content) => {
    const { sealed } = await import('../drivers/age.ts')
    return sealed(content, recipients).catch(() => {
      throw new Error('BACKUP_RECIPIENT holds what is no recipient of age (age1…, as age-keygen prints it).')
    })
  }
}

/** Undefined where no identity is named. Throws a sentence where the file cannot be read. */
export async function decryption(backup: BackupConfig | undefined): Promise<Cipher | undefined> {
  const file = backup?.identityFile
  if (file === undefined) return undefined
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Error(`BACKUP_IDENTITY_FILE cannot be read (${error.code}).`)
  })
  const identities = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('AGE-SECRET-KEY-'))
  if (identities.length === 0)
    throw new Error('BACKUP_IDENTITY_FILE holds no identity of age (AGE-SECRET-KEY-…).')
  return async (content) => {
    const { opened } = await import('../drivers/age.ts')
    return opened(content, identities)
  }
}
