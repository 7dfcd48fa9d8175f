/** One migrator at a time: the lock is the session's, so that it is held over all of a run and ends with who dies. */
import type { Row, Statement } from '../../ports/database.ts'
import type { ScriptRunner } from '../../ports/script.ts'

export interface Waiting {
  /** False: refuse where somebody else is migrating. Default true. */
  readonly wait?: boolean | undefined
  /** Sentences, for whoever watches. */
  readonly say?: ((line: string) => void) | undefined
}

/** Throws where somebody else is migrating and we are not to wait. */
export async function alone<T>(
  runner: ScriptRunner,
  { wait = true, say }: Waiting,
  act: () => Promise<T>,
): Promise<T> {
  for (let said = 0; !(await taken(runner)); ) {
    const holder = await holderOf(runner)
    if (!wait) throw new Error(`Another migrator is at work: ${holder}. Nothing was applied.`)
    if (said === 0 || performance.now() - said > sayEveryMs) {
      say?.(`waiting for another migrator: ${holder}`)
      said = performance.now()
    }
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
  }
  try {
    return await act()
  } finally {
    // A connection that broke has given it up already.
    await ask(runner, `select pg_advisory_unlock(${lock})`).catch(() => {})
  }
}

const lookEveryMs = 200
const sayEveryMs = 30_000
const lock = '7165736469'

async function taken(runner: ScriptRunner): Promise<boolean> {
  const [row] = await ask(runner, `select pg_try_advisory_lock(${lock}) as taken`)
  return row?.taken === true
}

async function holderOf(runner: ScriptRunner): Promise<string> {
  const [row] = await ask(runner, holderSql)
  return row ? describeSession(row) : 'it has just ended'
}

const holderSql = `select a.pid, a.application_name as name, to_char(a.backend_start, 'YYYY-MM-DD HH24:MI:SS TZ') as since,
    extract(epoch from clock_timestamp() - a.backend_start)::float8 as seconds
  from pg_locks l join pg_stat_activity a using (pid)
  where l.locktype = 'advisory' and l.granted and l.objsubid = 1
    and l.database = (select oid from pg_database where datname = current_database())
    and l.classid = (${lock} >> 32)::oid and l.objid = (${lock} & 4294967295)::oid`

/** `pid 4711 (holdfast migrate), since 2026-01-31 12:00:00 UTC (12 s)`; the time is told to those only who may know it. */
export function describeSession({ pid, name, since, state, seconds }: Row): string {
  const what = [name || 'unnamed', state].filter(Boolean).join(', ')
  const age = seconds === null || seconds === undefined ? '' : ` (${Math.round(Number(seconds))} s)`
  return `pid ${pid} (${what})${since ? `, since ${since}` : ''}${age}`
}

const ask = (runner: { query(one: Statement): Promise<readonly Row[]> }, text: string) =>
  runner.query({ text, params: [] })
