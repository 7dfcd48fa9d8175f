/** The audit tree verifies: by the command line, against the heads that were published beside the database, row by row. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { runCommand } from '../../test/support/command.ts'
import type { World } from '../world/world.ts'
import type { Checker } from './checkers.ts'

/** Who seals may have been killed with a lease in hand, which must run out first. */
const sealWithinMs = 60_000
/** Nobody can look into a database that is embedded while somebody seals it. */
const embeddedMs = 6_000
const verifySeconds = 600

export const tree: Checker = async ({ world, history, tell }) => {
  const left = await unsealed(world)
  if (left > 0) history.finds('unsealed', `${left} records, ${sealWithinMs / 1_000} s after all was whole`)
  const command = [process.execPath, 'dist/holdfast.js', 'audit', 'verify', '--json']
  const { code, out, err } = await runCommand(command, world.settings, '', verifySeconds)
  const said = code === null ? undefined : JSON.parse(out || '{}')
  const held = world.settings.AUDIT_ANCHORS === undefined || said?.anchored?.held > 0
  if (code === 0 && said?.ok && held)
    tell(`the audit tree verifies: ${said.size} leaves, ${said.records} records, ${said.rows} rows`)
  else history.finds('tree', `holdfast audit verify ended with ${code}: ${(out || err).slice(0, 2_000)}`)
}

/** Waits until all is sealed; how many are not. */
async function unsealed({ postgres, look, cron }: World): Promise<number> {
  if (!postgres) {
    await sleep(embeddedMs)
    await look(async () => {})
    return 0
  }
  return look(async (owner) => {
    const database = new Client(owner)
    await database.connect()
    try {
      const until = performance.now() + sealWithinMs
      for (;;) {
        await cron?.().catch(() => {})
        const { rows } = await database.query(
          'select count(*)::int as n from audit_logs l where not exists (select from audit_leaves f where f.log_id = l.id)',
        )
        if (rows[0].n === 0 || performance.now() > until) return rows[0].n
        await sleep(500)
      }
    } finally {
      await database.end()
    }
  })
}
