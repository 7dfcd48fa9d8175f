/** Databases for a benchmark: migrated like any other, seeded past the audit, dropped afterwards. */
import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { nodePostgresScript } from '../src/drivers/postgres/script.ts'
import { migrate } from '../src/store/migrator.ts'

export interface BenchDatabase {
  /** As the API's limited role. */
  readonly appUrl: string
  /** As who seals the log. */
  readonly sealerUrl: string
  /** As the superuser. */
  readonly ownerUrl: string
  drop(): Promise<void>
}

export async function benchDatabase(serverUrl: string): Promise<BenchDatabase> {
  const name = `holdfast_bench_${randomBytes(4).toString('hex')}`
  const named = (user?: string) => {
    const url = new URL(serverUrl)
    url.pathname = `/${name}`
    if (user) url.username = user
    return url.href
  }
  await execute(serverUrl, `create database ${name}`)
  const runner = await nodePostgresScript({ url: named() })
  await migrate(runner).finally(() => runner.close())
  return {
    appUrl: named('app'),
    sealerUrl: named('sealer'),
    ownerUrl: named(),
    drop: () => execute(serverUrl, `drop database if exists ${name} with (force)`),
  }
}

export async function execute(url: string, ...statements: readonly string[]): Promise<void> {
  const client = new Client(url)
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

/** Copies one invoice of a person `rows` times. The trigger is off meanwhile: what is measured is reading. */
export async function seedInvoices({ ownerUrl }: BenchDatabase, rows: number): Promise<void> {
  await execute(
    ownerUrl,
    'alter table invoices disable trigger audit_capture',
    `insert into invoices (id, owner_id, customer_id, currency, lines, subtotal, tax, total, status, created_by, created_at, updated_at)
     select gen_random_uuid(), i.owner_id, i.customer_id, i.currency, i.lines, i.subtotal, i.tax, n % 10000, i.status, i.created_by,
       now() - n * interval '1 second', now()
     from (select * from invoices limit 1) i, generate_series(1, ${rows}) n`,
    'alter table invoices enable always trigger audit_capture',
    'vacuum analyze invoices',
  ).catch((cause: unknown) => {
    throw new Error('The invoices could not be seeded.', { cause })
  })
}
