/** What we ship for archiving the write-ahead log: a server takes it, and what was written lies in the archive within its time. */
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { postgresPrograms, startPostgres } from '../support/own-postgres.ts'

const file = (name: string) => readFileSync(new URL(`../../ops/${name}`, import.meta.url), 'utf8')
const settings = [...file('postgres/wal-archiving.conf').matchAll(/^(\w+) = (.*)$/gm)].map(
  ([, name = '', value = '']) => [name, value.replace(/^'(.*)'$/, '$1')] as const,
)

describe('archiving of the write-ahead log', () => {
  test('is said alike to a server and to compose', () => {
    const { command } = parse(file('compose.wal.yml')).services.postgres
    expect(command).toEqual(['postgres', ...settings.flatMap((setting) => ['-c', setting.join('=')])])
  })

  test.skipIf(!postgresPrograms)(
    'archives what was written, whole',
    async () => {
      const archive = mkdtempSync(join(tmpdir(), 'archive-'))
      chmodSync(archive, 0o777)
      const here = settings.map(
        ([name, value]) => [name, value.replaceAll('/archive/', `${archive}/`)] as const,
      )
      const cluster = await startPostgres({ settings: Object.fromEntries(here) })
      try {
        const client = new Client(cluster.url())
        await client.connect()
        await client.query('create table t (n int); select pg_switch_wal()')
        for (
          let tries = 0;
          readdirSync(archive).filter((name) => !name.endsWith('.part')).length === 0 && tries < 300;
          tries++
        )
          await new Promise((resolve) => setTimeout(resolve, 100))
        const {
          rows: [seen],
        } = await client.query('select failed_count::int as failed from pg_stat_archiver')
        await client.end()
        expect(seen.failed).toBe(0)
        expect(readdirSync(archive)).toEqual([expect.stringMatching(/^[\dA-F]{24}$/)])
      } finally {
        await cluster.close()
        rmSync(archive, { recursive: true })
      }
    },
    60_000,
  )
})
