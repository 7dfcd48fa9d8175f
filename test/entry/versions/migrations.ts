/** The migrations of two versions to come: one that adds, and one that takes away what it added. */
import { createHash } from 'node:crypto'
import { captureSql } from '../../../src/audit/capture.ts'
import type { Coverage } from '../../../src/audit/classification.ts'
import { type Migration, migrations } from '../../../src/store/migrations.ts'
import { coverage as after } from './after.ts'
import { coverage as next } from './next.ts'

export const migrationOf = (nth: number, name: string, sql: string): Migration => {
  const id = migrations.length + nth
  const hash = createHash('sha256').update(sql).digest('hex')
  return { id, name: `${String(id).padStart(4, '0')}_${name}`, hash, sql }
}

const capture = ({ classified }: Coverage, ...tables: readonly string[]) =>
  classified.filter(({ table }) => tables.includes(table)).map((one) => captureSql(one))

export const nextMigrations = [
  ...migrations,
  migrationOf(
    0,
    'nicknames',
    `alter table customers add column nickname text;
     create table tags (id uuid primary key default gen_random_uuid(), label text not null);
     create table jotted (id int); grant select, insert on jotted to app;
     ${capture(next, 'customers', 'tags').join('\n')}`,
  ),
]

export const afterMigrations = [
  ...nextMigrations,
  migrationOf(
    1,
    'no_nicknames',
    `-- contract: no version that runs knows a nickname
     ${capture(after, 'customers').join('\n')}
     alter table customers drop column nickname;`,
  ),
]
