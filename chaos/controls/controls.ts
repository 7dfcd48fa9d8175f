/** The product is broken on purpose, each time in one way, and the checkers must say so: otherwise they would never say anything. */
import { join } from 'node:path'
import { Client } from 'pg'
import { type Checker, checkersOf } from '../checkers/checkers.ts'
import type { Fault } from '../faults/fault.ts'
import { faultsOf } from '../faults/faults.ts'
import type { Random } from '../random.ts'
import { run } from '../run.ts'
import { openNode } from '../topologies/node.ts'
import { keyed } from '../workloads/keyed.ts'
import { outboxWithin } from '../workloads/outbox.ts'
import { sessions } from '../workloads/sessions.ts'
import { versions } from '../workloads/versions.ts'
import type { Opening } from '../workloads/workload.ts'
import type { World } from '../world/world.ts'
import { type Patch, patchedBundle } from './patched.ts'

export interface Control {
  readonly what: string
  /** Each of these must find something; where there are none, nothing may be found. */
  readonly expects: readonly string[]
  readonly patch?: Patch
  readonly postgres?: Readonly<Record<string, string>>
  readonly meanwhile?: (world: World) => Promise<void>
  readonly workloads: readonly Opening[]
  readonly faults: readonly Fault[]
  readonly times: number
  readonly lasts: readonly [number, number]
  readonly checkers: readonly Checker[]
}

/** By the superuser. */
const told =
  (...statements: readonly string[]) =>
  ({ look }: World) =>
    look(async (owner) => {
      const database = new Client(owner)
      await database.connect()
      try {
        for (const statement of statements) await database.query(statement)
      } finally {
        await database.end()
      }
    })

/** Long enough for a reader to be overtaken, short enough for him to be answered. */
const slowed: Fault = {
  name: 'postgres-slow',
  what: 'each message to and from Postgres takes 0 to 0.3 s',
  touches: ['postgres'],
  appliesTo: () => true,
  async begin({ links }) {
    links.postgres?.fall('delay', 0.1)
    return async () => links.postgres?.heal()
  },
}

export const controls: Readonly<Record<string, Control>> = {
  commit: {
    what: 'Postgres acknowledges before it has written (synchronous_commit=off)',
    expects: ['lost'],
    // Told when the app has begun, for it begins on no such server.
    meanwhile: told('alter system set synchronous_commit = off', 'select pg_reload_conf()'),
    postgres: { wal_writer_delay: '10s' },
    ...{ workloads: [keyed], faults: faultsOf(['postgres-kill']), times: 4, lasts: [200, 300] },
    checkers: checkersOf('ledger'),
  },
  trigger: {
    what: 'the trigger that records changes of customers is dropped',
    expects: ['unrecorded', 'tree'],
    meanwhile: told('drop trigger audit_capture on customers'),
    ...{ workloads: [keyed], faults: faultsOf(['app-reset']), times: 2, lasts: [200, 300] },
    checkers: checkersOf('tree', 'ledger'),
  },
  tombstone: {
    what: 'the end of a session deletes its entry in Redis, and leaves no tombstone',
    expects: ['revoked'],
    patch: {
      file: 'src/drivers/redis/commands.ts',
      text: 'keys.map((key) => set(key, tombstone, ttlSeconds))',
      instead: "keys.map((key) => ['DEL', key] as const)",
    },
    ...{ workloads: [sessions], faults: [slowed], times: 1, lasts: [15_000, 15_000] },
    checkers: [],
  },
  replay: {
    what: 'what an earlier request with the same key came to is not looked up',
    expects: ['duplicated'],
    patch: {
      file: 'src/store/atomic.ts',
      text: 'const change = idempotency ? [keyed(all), stored(all)] : [plain(all)]',
      instead: 'const change = [plain(all)]',
    },
    ...{ workloads: [keyed], faults: faultsOf(['postgres-cut', 'app-cut']), times: 2, lasts: [1_500, 2_000] },
    checkers: checkersOf('ledger'),
  },
  version: {
    what: 'a change of an invoice leaves its version as it was, once in ten times',
    expects: ['versions', 'records'],
    meanwhile: told(
      `create function public.forget_version() returns trigger language plpgsql as
        'begin if random() < 0.1 then new.version := old.version; end if; return new; end'`,
      'create trigger forget_version before update on invoices for each row execute function public.forget_version()',
    ),
    ...{ workloads: [versions], faults: faultsOf(['app-reset']), times: 2, lasts: [200, 300] },
    checkers: checkersOf('rows'),
  },
  outbox: {
    what: 'what is to be done later is not written down',
    expects: ['forgotten'],
    meanwhile: told(
      `create function public.forget_job() returns trigger language plpgsql as 'begin return null; end'`,
      'create trigger forget_job before insert on outbox for each row execute function public.forget_job()',
    ),
    ...{ workloads: [outboxWithin(3_000)], faults: faultsOf(['app-reset']), times: 2, lasts: [200, 300] },
    checkers: checkersOf('rows'),
  },
}

export interface Controlled {
  readonly name: string
  readonly what: string
  readonly passed: boolean
  /** By which checkers, how often. */
  readonly noticed: Readonly<Record<string, number>>
}

/** The same without what is broken on purpose: of which nothing may be noticed. */
export const intact = ({ patch: _, meanwhile: __, ...rest }: Control): Control => ({
  ...rest,
  what: 'the product as it is',
  expects: [],
})

export async function runControl(
  name: string,
  control: Control,
  random: Random,
  folder: string,
  tell: (line: string) => void,
): Promise<Controlled> {
  const bundle = join(folder, 'bundle')
  if (control.patch) await patchedBundle(control.patch, bundle)
  const { history } = await run({
    ...{ random, folder, tell, writes: 0, seconds: 2, times: control.times },
    open: (chance) =>
      openNode(chance, {
        ...(control.patch && { program: join(bundle, 'node.mjs') }),
        ...(control.postgres && { postgres: control.postgres }),
      }),
    ...{ workloads: control.workloads, faultsOf: () => control.faults, checkers: control.checkers },
    pace: { lasts: control.lasts, pauses: [500, 1_000], twos: 0, recoverWithinMs: 1_000 },
    ...(control.meanwhile && { meanwhile: control.meanwhile }),
  })
  const noticed: Record<string, number> = {}
  for (const { checker } of history.findings) noticed[checker] = (noticed[checker] ?? 0) + 1
  const { expects } = control
  const passed = expects.length > 0 ? expects.every((one) => one in noticed) : history.findings.length === 0
  return { name, what: control.what, passed, noticed }
}
