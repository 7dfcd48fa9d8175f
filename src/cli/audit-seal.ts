/** `holdfast audit seal`: a process that does nothing but seal the log, so that its key lies with nobody who is asked from outside. */
import { setTimeout as sleep } from 'node:timers/promises'
import { sealer } from '../audit/seal/round.ts'
import { nightly } from '../audit/verify/nightly.ts'
import { verifyFirstMs, verifyPauseMs } from '../entry/jobs.ts'
import { open } from '../entry/open.ts'
import { inSentences } from '../entry/sentences.ts'
import { isDatabaseError } from '../ports/database.ts'
import { lackingMigrations } from '../store/migrations.ts'
import type { Around } from './command.ts'
import { toldToStop } from './told-to-stop.ts'

export interface SealAsked {
  readonly once: boolean
  /** Seconds between two rounds. */
  readonly every: number
}

/** Seals until it is told to stop (SIGTERM, SIGINT), or once; the exit code. */
export async function sealLog({ once, every }: SealAsked, { config, stdout }: Around): Promise<number> {
  if (!config.sealing) throw new Error('KEYS holds no audit key.')
  const stopping = toldToStop()
  const house = await open(config, (line) => stdout.write(line))
  try {
    const { sealing, ports } = house
    if (!sealing) throw new Error('there is nothing to seal with.')
    const setting = config.sealing.databaseUrl ? 'SEALER_DATABASE_URL' : 'DATABASE_URL'
    const pending = await inSentences(config, setting, () => lackingMigrations(sealing.database))
    if (pending.length > 0) throw new Error('the database lacks migrations. Run "holdfast migrate" first.')
    /** A database that is away is met again the next time. */
    const tellAway = (error: unknown) => {
      if (!isDatabaseError(error)) throw error
      const { name, code } = error
      ports.log.write({ level: 'warn', action: 'audit.seal', result: 'failure', error: { name, code } })
    }
    const one = sealer(ports, sealing)
    const verifyAll = nightly(ports, sealing)
    let verifying: Promise<unknown> = Promise.resolve()
    for (let verifyAt = ports.clock.monotonic() + verifyFirstMs; ; ) {
      const sealed = await one.round(stopping).catch((error: unknown) => {
        if (once) throw error
        tellAway(error)
        return undefined
      })
      if (once) stdout.write(`${JSON.stringify({ sealed })}\n`)
      if (once || stopping.aborted) break
      if (ports.clock.monotonic() >= verifyAt) {
        verifyAt = ports.clock.monotonic() + verifyPauseMs
        verifying = verifying.then(() => verifyAll(stopping)).catch(tellAway)
      }
      await sleep(every * 1_000, undefined, { signal: stopping }).catch(() => {})
      if (stopping.aborted) break
    }
    await Promise.allSettled([verifying, one.stop()])
    return 0
  } finally {
    await house.close()
  }
}
