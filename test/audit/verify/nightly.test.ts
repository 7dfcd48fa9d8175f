/** What whoever seals looks at once a day: all of it, and it says so by kind and place. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nightly } from '../../../src/audit/verify/nightly.ts'
import { postgresUrl } from '../../support/servers.ts'
import { type SealingRoom, sealingRoom } from '../seal/room.ts'

describe.skipIf(!postgresUrl)('the nightly verification', () => {
  let room: SealingRoom
  beforeAll(async () => {
    room = await sealingRoom()
    await room.record(300)
    await room.settle()
  })
  afterAll(() => room?.close())

  const round = (signal = AbortSignal.timeout(20_000)) => nightly(room.ports, room.sealing)(signal)
  const last = () => room.logged.at(-1)

  test('says that all is as it was, as the sealer’s own login', async () => {
    await round()
    expect(last()).toMatchObject({
      level: 'info',
      action: 'audit.verify',
      result: 'success',
      detail: '300 records',
    })
    expect(room.ports.meter.render()).toContain('audit_verify_findings 0\n')
  })

  test('ends when it is told to, and says nothing', async () => {
    const before = room.logged.length
    await round(AbortSignal.abort())
    expect(room.logged.length).toBe(before)
  })

  test('names what was changed', async () => {
    await room.owner.plain(`do $$ declare part regclass; begin
      for part in select relid from pg_partition_tree('audit_logs') loop execute format('alter table %s disable trigger all', part); end loop;
      update audit_logs set action = 'harmless' where id = (select log_id from audit_leaves where seq = 42); end $$`)
    await round()
    expect(last()).toMatchObject({
      ...{ level: 'error', action: 'audit.verify', result: 'failure', code: 'record-altered' },
      detail: expect.stringMatching(/^leaf 42, record \d+, run "holdfast audit verify"$/),
    })
    expect(room.ports.meter.render()).toContain('audit_verified_total{result="failure"} 1\n')
  })
})
