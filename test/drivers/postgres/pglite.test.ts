import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPglite, pglite } from '../../../src/drivers/postgres/pglite.ts'
import { databaseContract } from '../../contracts/database.ts'

const sql = (text: string, ...params: (string | number | null)[]) => ({ text, params })
const failed = (call: Promise<unknown>) =>
  call.then(
    () => 'succeeded',
    (error) => error,
  )

databaseContract('pglite', async () => pglite(), { cancels: false, concurrent: false })

describe('pglite on a folder', () => {
  let root: string
  let template: Blob

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'pglite-'))
    const { database, exec, dump } = await openPglite()
    await exec('create table kept (n int); insert into kept values (1)')
    template = await dump()
    await database.close()
  })
  afterAll(() => rm(root, { recursive: true, force: true }))

  const count = sql('select count(*)::int as n from kept')

  test('begins with what it is given, keeps what it is told, and leaves no lock', async () => {
    const dataDir = join(root, 'keeps', 'deep')
    const first = pglite({ dataDir, loadDataDir: template })
    expect(await first.query(count)).toEqual([{ n: 1 }])
    await first.atomic([sql('insert into kept values (2)')])
    await first.close()
    await first.close()
    expect(await readdir(join(root, 'keeps'))).toEqual(['deep'])

    const second = pglite({ dataDir, loadDataDir: template })
    expect(await second.query(count)).toEqual([{ n: 2 }])
    await second.close()
  })

  test('refuses a folder that this process already has, and names it', async () => {
    const dataDir = join(root, 'twice')
    const first = await openPglite({ dataDir, loadDataDir: template })
    expect((await failed(openPglite({ dataDir }))).message).toContain(`${dataDir} is in use by process`)
    await first.database.query(count)
    await first.database.close()
  })

  test('refuses a folder that another process has, takes it over when that one is killed, and loses nothing', async () => {
    const dataDir = join(root, 'other')
    await (await openPglite({ dataDir, loadDataDir: template })).database.close()
    const other = await hold(dataDir)
    expect((await failed(openPglite({ dataDir }))).message).toContain(`in use by process ${other.pid} on`)
    await killed(other)
    expect(existsSync(`${dataDir}.lock`)).toBe(true)

    const started = performance.now()
    const { database } = await openPglite({ dataDir })
    expect(performance.now() - started).toBeLessThan(10_000)
    expect(await database.query(count)).toEqual([{ n: 2 }])
    await database.close()
  })

  test('of several that see a dead owner at once only one takes the folder', async () => {
    const dataDir = join(root, 'race')
    await (await openPglite({ dataDir, loadDataDir: template })).database.close()
    await killed(await hold(dataDir))
    const rivals = await Promise.all([1, 2, 3].map(() => hold(dataDir).catch(() => undefined)))
    expect(rivals.filter(Boolean)).toHaveLength(1)
    for (const rival of rivals) rival?.kill('SIGKILL')
  })

  test('refuses a folder that another process has, whatever time the clock has been set to', async () => {
    const dataDir = join(root, 'clock')
    await (await openPglite({ dataDir, loadDataDir: template })).database.close()
    const other = await hold(dataDir)
    const hourAgo = new Date(Date.now() - 3_600_000)
    await utimes(`${dataDir}.lock`, hourAgo, hourAgo)
    expect((await failed(openPglite({ dataDir }))).message).toContain(`in use by process ${other.pid} on`)
    await killed(other)
  })

  test('takes a folder over at once where the number of its dead owner was given to another process', async () => {
    const dataDir = join(root, 'reused')
    await (await openPglite({ dataDir, loadDataDir: template })).database.close()
    await killed(await hold(dataDir))
    const owner = JSON.parse(await readFile(`${dataDir}.owner`, 'utf8'))
    await writeFile(`${dataDir}.owner`, JSON.stringify({ ...owner, pid: process.ppid }))
    const started = performance.now()
    await (await openPglite({ dataDir })).database.close()
    expect(performance.now() - started).toBeLessThan(10_000)
  })

  test('goes by the heartbeat of an owner that it cannot ask for: refuses while it beats, takes over when it is silent', {
    timeout: 90_000,
  }, async () => {
    const dataDir = join(root, 'far')
    await (await openPglite({ dataDir, loadDataDir: template })).database.close()
    const other = await hold(dataDir)
    const owner = { ...JSON.parse(await readFile(`${dataDir}.owner`, 'utf8')), host: 'far', where: 'far' }
    await writeFile(`${dataDir}.owner`, JSON.stringify(owner))
    let told = 0
    const open = () => openPglite({ dataDir, watching: () => void told++ })
    expect((await failed(open())).message).toContain(`in use by process ${other.pid} on far`)
    await killed(other)
    const { database } = await open()
    expect(await database.query(count)).toEqual([{ n: 2 }])
    await database.close()
    expect(told).toBe(2)
  })

  test('makes a folder again whose making was interrupted', async () => {
    const dataDir = join(root, 'torn')
    await (await openPglite({ dataDir, loadDataDir: template })).database.close()
    await rm(join(dataDir, 'global'), { recursive: true })
    await writeFile(`${dataDir}.creating`, '')
    const { database } = await openPglite({ dataDir, loadDataDir: template })
    expect(await database.query(count)).toEqual([{ n: 1 }])
    await database.close()
    expect(existsSync(`${dataDir}.creating`)).toBe(false)
  })

  test('a call that waits ends with its signal and is never begun; one that runs ends with its result', async () => {
    const { database } = await openPglite({ loadDataDir: template })
    const stop = new AbortController()
    const running = database.atomic([sql('select pg_sleep(0.2)'), sql('insert into kept values (3)')], {
      signal: stop.signal,
    })
    const waiting = database.atomic([sql('insert into kept values (4)')], { signal: stop.signal })
    const refused = failed(waiting)
    queueMicrotask(() => stop.abort())
    expect(await refused).toMatchObject({ name: 'DatabaseError', code: '57014' })
    await failed(running)
    expect(await database.query(sql('select n from kept where n = 4'))).toEqual([])
    await database.close()
  })

  /** A process of its own that opens the folder, writes a row and stays. */
  function killed(child: ChildProcess) {
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    return ended
  }

  function hold(dataDir: string) {
    const source = `
      import { openPglite } from ${JSON.stringify(join(import.meta.dirname, '../../../src/drivers/postgres/pglite.ts'))}
      const { database } = await openPglite({ dataDir: ${JSON.stringify(dataDir)} })
      await database.query({ text: 'insert into kept values (2)', params: [] })
      console.log('open')
      setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', source], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return new Promise<typeof child>((resolve, reject) => {
      child.stdout.once('data', () => resolve(child))
      child.once('exit', () => reject(new Error('ended')))
    })
  }
})
