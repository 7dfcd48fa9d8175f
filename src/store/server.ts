/**
 * Does the Postgres server keep what it acknowledges, and behave as our statements take for granted? Asked as whoever asks:
 * settings of the role and of the database count, for they are what a session gets.
 */
import type { Reader } from './migrations.ts'

export interface ServerFindings {
  /** Sentences; with one of them nothing must be written there. */
  readonly faults: readonly string[]
  readonly warnings: readonly string[]
}

/** Throws `DatabaseError` where the server cannot be asked. */
export async function serverFindings(database: Reader): Promise<ServerFindings> {
  const rows = await database.query({ text: findings, params: [] })
  const of = (refused: boolean) =>
    rows.filter(({ refuses }) => refuses === refused).map(({ sentence }) => String(sentence))
  return { faults: of(true), warnings: of(false) }
}

/** Not the server's own disk: an embedded database syncs in its own way, and Neon acknowledges what its own storage has. */
const foreignDisk = `(version() like '%PGlite%' or current_setting('neon.tenant_id', true) is not null)`
const is = (name: string, value: string) => `coalesce(current_setting('${name}', true), '') = '${value}'`

const findings = `select broken.sentence, broken.refuses from (values
  (current_setting('server_version_num')::int < 150000, true,
    'Postgres ' || current_setting('server_version') || ' is too old: 15 or newer is needed'),
  (pg_is_in_recovery() or current_setting('transaction_read_only') = 'on', true,
    'the database cannot be written: it is a standby, or default_transaction_read_only is on'),
  (${is('fsync', 'off')} and not ${foreignDisk}, true, 'fsync is off: what was acknowledged can be lost'),
  (${is('full_page_writes', 'off')} and not ${foreignDisk}, true,
    'full_page_writes is off: a crash can leave pages that are half written'),
  (${is('synchronous_commit', 'off')} or exists (
      select from pg_db_role_setting s left join pg_roles r on r.oid = s.setrole, unnest(s.setconfig) as line
      where line = 'synchronous_commit=off' and r.rolname = 'app'
        and s.setdatabase in (0, (select oid from pg_database where datname = current_database()))), true,
    'synchronous_commit is off: what was acknowledged can be lost'),
  (${is('zero_damaged_pages', 'on')}, true, 'zero_damaged_pages is on: damaged pages are emptied without a word'),
  (${is('ignore_checksum_failure', 'on')}, true, 'ignore_checksum_failure is on: damaged pages are read as if they were whole'),
  (current_setting('default_transaction_isolation') <> 'read committed', true,
    'default_transaction_isolation is ' || current_setting('default_transaction_isolation') || ', and has to be read committed'),
  (current_setting('server_encoding') <> 'UTF8', true,
    'the database is encoded in ' || current_setting('server_encoding') || ', and has to be in UTF8'),
  (current_setting('session_replication_role') <> 'origin', true,
    'session_replication_role is ' || current_setting('session_replication_role') || ', and has to be origin: references are not kept otherwise'),
  (${is('data_checksums', 'off')} and not ${foreignDisk}, false,
    'data_checksums is off: damage on the disk is not noticed (pg_checksums --enable)')) as broken(is_so, refuses, sentence)
where broken.is_so`
