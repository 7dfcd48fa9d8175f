/** `node scripts/compose-env.mjs > .env`: every secret that docker-compose.yml asks for, made; the rest left to fill in. */
import { randomBytes } from 'node:crypto'

const secret = () => randomBytes(24).toString('hex')
const purposes = ['field', 'pepper', 'cursor', 'csrf', 'jwt', 'audit']
const keys = purposes.map((purpose) => `k1:${purpose}:${randomBytes(32).toString('base64')}`).join(',')

console.log(`# Keep a copy of KEYS apart from the database's backups: without it, encrypted fields cannot be read again.
KEYS=${keys}
POSTGRES_PASSWORD=${secret()}
APP_DATABASE_PASSWORD=${secret()}
REDIS_PASSWORD=${secret()}
METRICS_TOKEN=${secret()}

# To fill in; the start stops and says so while one of these is empty.
# The public origin, for example https://api.example.com
BASE_URL=
# smtp://user:password@host:587 or resend:<key>
MAIL=
# for example Holdfast <no-reply@example.com>
MAIL_FROM=`)
