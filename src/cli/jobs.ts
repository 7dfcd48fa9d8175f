/** `holdfast jobs`: what is to be done beside the requests, what came of it, and what an operator does about it. */
import { parseArgs } from 'node:util'
import { open } from '../entry/open.ts'
import { inSentences } from '../entry/sentences.ts'
import type { Row } from '../ports/database.ts'
import { opening, systemContext } from '../store/context.ts'
import type { Prepared } from '../store/statement.ts'
import type { Around, Command } from './command.ts'
import { cancelJobs, countJobs, jobStates, listJobs, retryJobs } from './jobs-statements.ts'

export const jobsHelp = `holdfast jobs [--json]
holdfast jobs list [--state waiting|running|dead|done] [--topic T] [--limit N] [--json]
holdfast jobs retry ID… | --topic T [--json]
holdfast jobs cancel ID… | --topic T [--json]

  jobs      How many there are of each topic: waiting, running, dead.
  list      One line for each, the newest first: number, topic, state, attempts, when it is due, and the class and code
            of its last failure. What a job holds is not shown.
  retry     Dead ones begin anew, with all their attempts.
  cancel    What waits is not done, and is dead; what is dead is put away. What is being worked on is left.

  --topic T   all of a topic; instead of numbers
  --limit N   at most so many lines, from 1 to 1000; default 50
  --json      one JSON object on standard output

  Each job that is retried or cancelled leaves an event in the audit log. A topic that recurs is posted again by itself.

  Exit codes: 0 done, 1 there was nothing to do it to, 2 wrong usage or settings.
`

const options = {
  state: { type: 'string' },
  topic: { type: 'string' },
  limit: { type: 'string', default: '50' },
  json: { type: 'boolean', default: false },
} as const

export const jobsCommand: Command = async (args, around) => {
  const asked = read(args)
  if (!asked) {
    around.stderr.write(jobsHelp)
    return 2
  }
  const { config } = around
  const house = await open(config, () => {})
  try {
    return await inSentences(config, 'DATABASE_URL', async () => {
      const { verb, topic, json } = asked
      const ask = (statement: Prepared, values = {}) => house.ports.database.query(statement(values))
      if (verb === 'count') return tell(await ask(countJobs), json, around, countLine)
      if (verb === 'list') {
        const rows = await ask(listJobs, { state: asked.state, topic, count: Number(asked.limit) })
        return tell(rows, json, around, jobLine)
      }
      const statement = verb === 'retry' ? retryJobs : cancelJobs
      const context = opening(systemContext('holdfast', `jobs-${verb}`), { remainingMs: () => 10_000 })
      const act = statement({ ids: `{${asked.ids.join()}}`, topic })
      const [, rows = []] = await house.ports.database.atomic([context, act])
      tell(rows, json, around, ({ id }) => `${verb === 'retry' ? 'retried' : 'cancelled'} ${id}`)
      return rows.length > 0 ? 0 : 1
    })
  } finally {
    await house.close()
  }
}

function read(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const [verb = 'count', ...ids] = positionals
    const { state, topic, limit, json } = values
    const isKnown = state === undefined || (jobStates as readonly string[]).includes(state)
    if (!isKnown || !/^([1-9]\d{0,2}|1000)$/.test(limit) || !ids.every((id) => /^[1-9]\d{0,17}$/.test(id)))
      return undefined
    if (verb === 'count' || verb === 'list')
      return ids.length === 0 ? ({ verb, ids, state, topic, limit, json } as const) : undefined
    if (verb !== 'retry' && verb !== 'cancel') return undefined
    return ids.length > 0 === (topic === undefined)
      ? ({ verb, ids, state, topic, limit, json } as const)
      : undefined
  } catch {
    return undefined // an option we do not know
  }
}

function tell(rows: readonly Row[], json: boolean, { stdout }: Around, line: (row: Row) => string): number {
  if (json) stdout.write(`${JSON.stringify({ jobs: rows.map(({ event, ...row }) => row) })}\n`)
  else for (const row of rows) stdout.write(`${line(row)}\n`)
  if (!json && rows.length === 0) stdout.write('none\n')
  return 0
}

const countLine = ({ topic, state, jobs, due }: Row) =>
  `${String(topic).padEnd(28)} ${String(state).padEnd(8)} ${String(jobs).padStart(7)}${due ? `  due ${due}` : ''}`

const jobLine = ({
  id,
  topic,
  state,
  attempts,
  max_attempts: most,
  run_at: due,
  ended_at: ended,
  last_error: error,
}: Row) =>
  [
    String(id).padStart(8),
    String(topic).padEnd(28),
    String(state).padEnd(8),
    `${attempts} of ${most}`.padEnd(9),
    ended ? `ended ${ended}` : `due ${due}`,
    ...(error ? [String(error)] : []),
  ].join('  ')
