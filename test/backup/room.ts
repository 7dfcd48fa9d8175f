/** Who makes backups, who can read them and where they lie: commands run as an operator runs them, in production. */
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { runCommand } from '../support/command.ts'
import { temporaryFolder } from '../support/runtime.ts'

const root = new URL('../../', import.meta.url).pathname

export const key = (purpose: string, kid = 'k1') => `${kid}:${purpose}:${randomBytes(32).toString('base64')}`

export async function backupRoom(env: Readonly<Record<string, string>> = {}) {
  execFileSync(process.execPath, ['scripts/build.mjs', '--node'], { cwd: root, stdio: 'ignore' })
  const folder = temporaryFolder()
  const to = join(folder.path, 'backups')
  const identityFile = join(folder.path, 'identity')
  const identity = await generateX25519Identity()
  writeFileSync(identityFile, `# for the drawer\n${identity}\n`)
  const recipient = await identityToRecipient(identity)
  const usual: Record<string, string> = {
    ...{ MODE: 'production', BASE_URL: 'https://api.example.com', DATA_DIR: join(folder.path, 'data') },
    ...{
      KEYS: key('backup'),
      BACKUP_TO: `folder:${to}`,
      BACKUP_RECIPIENT: recipient,
    },
    ...env,
  }
  const holdfast = (line: string, more: Readonly<Record<string, string>> = {}, seconds = 120) =>
    runCommand([process.execPath, 'dist/holdfast.js', ...line.split(' ')], { ...usual, ...more }, '', seconds)
  const files = () => readdirSync(to).sort()
  return {
    ...{ folder, to, identityFile, recipient, usual, holdfast, files },
    /** The newest one's, as it lies there. */
    manifest: () =>
      JSON.parse(
        readFileSync(
          join(
            to,
            files()
              .filter((name) => name.endsWith('.json'))
              .at(-1) ?? '',
          ),
          'utf8',
        ),
      ),
    close: () => folder.remove(),
  }
}

export type BackupRoom = Awaited<ReturnType<typeof backupRoom>>
