/**
 * `node scripts/compose-env.mjs .env`: every secret that docker-compose.yml asks for, made; the rest left to fill in.
 * A file that is there stays as it is, for with its KEYS goes all that they encrypted. Without a name: standard output.
 */
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'

const secret = () => randomBytes(24).toString('hex')
const key = (purpose) => `k1:${purpose}:${randomBytes(32).toString('base64')}`
const keys = ['field', 'pepper', 'cursor', 'csrf', 'jwt'].map(key).join(',')

const text = `# Keep a copy of KEYS and BACKUP_KEYS apart from the database's backups: without it, encrypted fields cannot be read again.
KEYS=${keys}
# The key of the audit log lies with the sealer alone.
SEALER_KEYS=${key('audit')}
# Signs the manifests of backups; who restores one needs it as well.
BACKUP_KEYS=${key('backup')}
POSTGRES_PASSWORD=${secret()}
APP_DATABASE_PASSWORD=${secret()}
SEALER_DATABASE_PASSWORD=${secret()}
BACKUP_DATABASE_PASSWORD=${secret()}
REDIS_PASSWORD=${secret()}
METRICS_TOKEN=${secret()}

# To fill in; the start stops and says so while one of these is empty.
# The public origin, for example https://api.example.com
BASE_URL=
# smtp://user:password@host:587 or resend:<key>
MAIL=
# for example Holdfast <no-reply@example.com>
MAIL_FROM=
# Who can read the backups: the public half of "age-keygen -o identity" (age1…). Keep the identity elsewhere. Or none: they lie open.
BACKUP_RECIPIENT=
`

const [, , file] = process.argv
if (file) write(file)
else process.stdout.write(text)

function write(name) {
  try {
    writeFileSync(name, text, { mode: 0o600, flag: 'wx' })
    console.error(`${name}: fill in BASE_URL, MAIL, MAIL_FROM and BACKUP_RECIPIENT`)
  } catch (error) {
    const why = error.code === 'EEXIST' ? 'is there already, and was left as it is' : error.message
    console.error(`${name}: ${why}`)
    process.exitCode = 1
  }
}
