/** A database with nothing in it, for those who migrate it themselves. */
import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { postgresUrl } from './servers.ts'

export interface EmptyDatabase {
  readonly url: string
  drop(): Promise<void>
}

export async function emptyDatabase(): Promise<EmptyDatabase> {
  const name = `holdfast_e_${randomBytes(6).toString('hex')}`
  await asAdmin(`create database ${name} template template0`)
  const url = new URL(postgresUrl ?? '')
  url.pathname = `/${name}`
  return { url: url.href, drop: () => asAdmin(`drop database if exists ${name} with (force)`) }
}

async function asAdmin(sql: string) {
  const client = new Client(postgresUrl)
  await client.connect()
  await client.query(sql).finally(() => client.end())
}
