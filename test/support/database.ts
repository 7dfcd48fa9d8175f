/**
 * A migrated database for a test file, in the time it takes Postgres to copy one: a template is migrated once for each
 * state of the migrations and stays on the server; a test's own database is a copy of it.
 */
import { createHash, randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { nodePostgresScript } from '../../src/drivers/postgres/script.ts'
import { migrations } from '../../src/store/migrations.ts'
import { migrate } from '../../src/store/migrator.ts'
import { postgresUrl } from './servers.ts'

export interface TestDatabase {
  /** As the server's superuser: sees and may do everything. */
  readonly ownerUrl: string
  /** As the API's own role. */
  readonly appUrl: string
  /** As who seals the log. */
  readonly sealerUrl: string
  drop(): Promise<void>
}

/**
 * Needs `postgresUrl`; skip the test where that is undefined. With a locale (ICU's spelling, `en-US`) texts sort by it,
 * as on most servers; such a database is migrated anew, because no template has it.
 */
export async function freshDatabase(locale?: string): Promise<TestDatabase> {
  const name = `holdfast_t_${randomBytes(6).toString('hex')}`
  if (locale) await createMigrated(name, locale)
  else await copyTemplate(name)
  return {
    ownerUrl: urlOf(name),
    appUrl: urlOf(name, 'app'),
    sealerUrl: urlOf(name, 'sealer'),
    drop: () => connected(urlOf(), (admin) => admin.query(`drop database if exists ${name} with (force)`)),
  }
}

function copyTemplate(name: string): Promise<void> {
  const template = `holdfast_template_${state}`
  return withLock(async (admin) => {
    await ensureTemplate(admin, template)
    await admin.query(`create database ${name} template ${template}`)
    // Privileges of the database itself are not copied.
    await admin.query(`revoke create, temporary on database ${name} from public`)
    await admin.query(`grant create on database ${name} to app_owner, audit_owner`)
  })
}

/** Roles are the whole server's: one migrator at a time. */
function createMigrated(name: string, locale: string): Promise<void> {
  return withLock(async (admin) => {
    await admin.query(
      `create database ${name} template template0 locale_provider icu icu_locale '${locale}' encoding 'UTF8'`,
    )
    const runner = await nodePostgresScript({ url: urlOf(name) })
    await migrate(runner).finally(() => runner.close())
  })
}

const state = createHash('sha256')
  .update(migrations.map(({ hash }) => hash).join())
  .digest('hex')
  .slice(0, 12)

/** The template exists under its name only when it is whole; those of earlier migrations are cleared away. */
async function ensureTemplate(admin: Client, template: string) {
  const { rows } = await admin.query(
    `select datname from pg_database where datname like 'holdfast\\_template\\_%'`,
  )
  if (rows.some(({ datname }) => datname === template)) return
  for (const { datname } of rows) await admin.query(`drop database if exists ${datname} with (force)`)
  const draft = `${template}_draft`
  await admin.query(`drop database if exists ${draft} with (force)`)
  await admin.query(`create database ${draft} template template0`)
  const runner = await nodePostgresScript({ url: urlOf(draft) })
  await migrate(runner).finally(() => runner.close())
  await admin.query(`alter database ${draft} rename to ${template}`)
}

/** One at a time on the whole server: Postgres refuses to copy a template that somebody else is copying. */
const withLock = (work: (admin: Client) => Promise<void>) =>
  connected(urlOf('postgres'), async (admin) => {
    await admin.query('select pg_advisory_lock(7165736470)')
    await work(admin)
  })

async function connected(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client(url)
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

function urlOf(database?: string, role?: string): string {
  if (!postgresUrl) throw new Error('freshDatabase() needs TEST_POSTGRES_URL.')
  const url = new URL(postgresUrl)
  if (database) url.pathname = `/${database}`
  if (role) {
    url.username = role
    url.password = ''
  }
  return url.href
}
