/** Who is in the way of a migration, seen from a second connection, since the first one waits. */
import type { ScriptRunner } from '../../ports/script.ts'
import { describeSession } from './alone.ts'

export interface Watch {
  /** The last who were seen, as words; undefined where nobody was. */
  seen(): string | undefined
  stop(): Promise<void>
}

/** Looks twice a second from the first half second on: most migrations are over by then, and no connection is opened. */
export function watchBlockers(pid: number, open: () => Promise<ScriptRunner>): Watch {
  let beside: ScriptRunner | undefined
  let seen: string | undefined
  let looking: Promise<void> = Promise.resolve()
  let timer: ReturnType<typeof setTimeout>
  let stopped = false
  const later = () => {
    timer = setTimeout(() => {
      // Who is in the way is said if it can be; a migration does not fail for it.
      looking = look().catch(() => {})
    }, lookEveryMs)
  }
  async function look() {
    beside ??= await open()
    const rows = await beside.query({ text: blockersSql, params: [pid] })
    if (rows.length > 0) seen = rows.map(describeSession).join(', ')
    if (!stopped) later()
  }
  later()
  return {
    seen: () => seen,
    async stop() {
      stopped = true
      clearTimeout(timer)
      await looking
      await beside?.close().catch(() => {})
    },
  }
}

const lookEveryMs = 500

const blockersSql = `select a.pid, a.application_name as name, a.state,
    extract(epoch from clock_timestamp() - coalesce(a.xact_start, a.backend_start))::float8 as seconds
  from unnest(pg_blocking_pids($1::int)) as b(pid) join pg_stat_activity a using (pid) order by 4 desc nulls last limit 5`
