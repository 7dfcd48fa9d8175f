/** Postgres for those who change its schema: migrations, backups, the operator. Never for a request. */
import type { Row, Statement } from './database.ts'

export interface ScriptRunner {
  /** Runs SQL text of many statements on one connection; transaction control is allowed. Throws `DatabaseError`. */
  run(sqlText: string): Promise<void>
  query(statement: Statement): Promise<readonly Row[]>
  close(): Promise<void>
}
