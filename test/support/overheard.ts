/** What the real servers saw of one request: Redis by MONITOR and its count of reads, Postgres by its statement log. */
import { readdirSync, readFileSync } from 'node:fs'
import { createClient } from '@redis/client'
import { Client } from 'pg'

/** Where Debian's Postgres writes; elsewhere say it with TEST_POSTGRES_LOG. */
const logFile = process.env.TEST_POSTGRES_LOG ?? findLog()

export interface Overheard {
  /** Command names, in order. */
  readonly commands: readonly string[]
  /** How often Redis had something to read: batches, not commands. */
  readonly reads: number
  /** The statements of this database, in order. */
  readonly statements: readonly string[]
}

/** Makes every connection of the app's role from now on write its statements into the server's log. */
export async function logStatements(ownerUrl: string): Promise<void> {
  const client = new Client(ownerUrl)
  await client.connect()
  const database = new URL(ownerUrl).pathname.slice(1)
  await client.query(`alter role app in database ${database} set log_statement = 'all'`)
  await client.end()
}

export async function overhear(
  ownerUrl: string,
  redisUrl: string,
  act: () => Promise<Response>,
): Promise<Overheard> {
  const database = new URL(ownerUrl).pathname.slice(1)
  const client = await createClient({ url: redisUrl }).connect()
  const monitor = await createClient({ url: redisUrl }).connect()
  const heard: string[] = []
  await monitor.monitor((line) => void heard.push(String(line)))
  const reads = async () => Number(/total_reads_processed:(\d+)/.exec(await client.info('stats'))?.[1])
  const from = readFileSync(logFile).length
  const before = await reads()
  await (await act()).arrayBuffer()
  const after = await reads()
  await new Promise((resolve) => setTimeout(resolve, 300))
  monitor.destroy()
  client.destroy()
  const index = `[${new URL(redisUrl).pathname.slice(1) || 0} `
  return {
    commands: heard.filter((line) => line.includes(index) && !/"info"/i.test(line)).map(nameOf),
    reads: after - before - 1, // the second INFO is one of them
    statements: statements(readFileSync(logFile).subarray(from).toString(), database),
  }
}

/** `1700000000.1 [11 127.0.0.1:5000] "SET" "k" "v"` → `set`; what a script does is its own business. */
const nameOf = (line: string) => /\] "(\w+)"/.exec(line)?.[1]?.toLowerCase() ?? line

function statements(text: string, database: string): string[] {
  return text
    .split('\n')
    .filter((line) => line.includes(`@${database} `))
    .map((line) => /(?:statement|execute [^:]*): (.*)$/.exec(line)?.[1]?.trim())
    .filter((statement) => statement !== undefined)
}

function findLog(): string {
  const folder = '/var/log/postgresql'
  try {
    const file = readdirSync(folder).find((name) => name.endsWith('-main.log'))
    if (file) return `${folder}/${file}`
  } catch {}
  return ''
}

export const canOverhear = logFile !== ''
