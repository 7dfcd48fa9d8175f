/** A process that stays and does something whenever a cron expression says. What fails is told, and done again the next time. */
import { Cron } from 'croner'
import { jsonLog } from '../../drivers/log/json.ts'
import type { Around } from '../command.ts'
import { toldToStop } from '../told-to-stop.ts'

export interface Scheduled {
  readonly name: 'backup' | 'drill'
  /** In UTC. */
  readonly cron: string
}

/** Until SIGTERM or SIGINT, which end what is being done as well. Throws a sentence where the expression is none. */
export async function everySchedule(
  { name, cron }: Scheduled,
  { stdout, config }: Around,
  act: (signal: AbortSignal) => Promise<object>,
): Promise<number> {
  const setting = `${name.toUpperCase()}_SCHEDULE`
  if (cron === 'off') throw new Error(`${setting} is off.`)
  const stopping = toldToStop()
  const log = jsonLog({ service: 'holdfast', write: (line) => stdout.write(line), now: Date.now })
  const once = async () => {
    const result = await act(stopping).catch((error: unknown) => error)
    if (stopping.aborted) return
    // The sentence is for the operator, and holds no secret: it is what the command would say.
    if (result instanceof Error)
      log.write({ level: 'error', action: `${name}.run`, result: 'failure', detail: result.message })
    else
      log.write({ level: 'info', action: `${name}.run`, result: 'success', detail: JSON.stringify(result) })
  }
  let timer: Cron
  try {
    // Protected: one that takes longer than the pause is not run over.
    timer = new Cron(cron, { timezone: 'UTC', protect: true, paused: true }, once)
  } catch {
    throw new Error(`${setting} is no cron expression: for example "17 3 * * *".`)
  }
  const next = timer.nextRun()
  if (!next) throw new Error(`${setting} never comes.`)
  log.write({
    level: 'info',
    action: `${name}.schedule`,
    result: 'success',
    detail: `first at ${next.toISOString()}, ${config.mode}`,
  })
  await new Promise<void>((resolve) => {
    stopping.addEventListener('abort', () => resolve(), { once: true })
    timer.resume()
  })
  timer.stop()
  return 0
}
