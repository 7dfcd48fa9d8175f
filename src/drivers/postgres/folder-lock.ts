/**
 * One process for one folder: two of them on the same files would destroy both. A predecessor that was killed is known by its
 * process where that can be asked, and by its silence otherwise: the lock is kept alive by a heartbeat.
 *
 * Silence is watched, and not read off: what time a file tells was told by a clock that somebody may have set.
 */
import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { pid } from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { lock } from 'proper-lockfile'
import { fateOf, myself, type Owner } from './folder-owner.ts'

/** A lock never ends by its age. */
const heart = { realpath: false, stale: Number.POSITIVE_INFINITY, update: 5_000 }
/** A long statement keeps the process, and with it the heartbeat, busy: silence must be long before it means death. */
const silenceMs = 30_000
const lookEveryMs = 500
const door = { realpath: false, stale: 5_000, retries: { retries: 25, minTimeout: 50, maxTimeout: 400 } }

/** What this process holds, so that it does not take itself for its own dead predecessor. */
const held = new Set<string>()

/**
 * Takes the folder (an absolute path) or says who has it; answers with what gives it back. `watching` is told where that takes up to
 * half a minute, because the predecessor ran on another machine, or before this one was started anew.
 */
export async function lockFolder(
  folder: string,
  watching: () => void = () => {},
): Promise<() => Promise<void>> {
  if (held.has(folder)) throw inUse(folder, { pid, host: hostname() })
  held.add(folder)
  try {
    // One at the door at a time: between seeing a dead owner and taking its place nobody else may do the same.
    const leaveDoor = await lock(`${folder}.opening`, door).catch((error) => {
      throw isLocked(error) ? inUse(folder, undefined) : error
    })
    const release = await takeOver(folder, watching).finally(leaveDoor)
    return async () => {
      await rm(ownerFile(folder), { force: true })
      await release()
      held.delete(folder)
    }
  } catch (error) {
    held.delete(folder)
    throw error
  }
}

async function takeOver(folder: string, watching: () => void): Promise<() => Promise<void>> {
  const release = await lock(folder, heart).catch(async (error: unknown) => {
    if (!isLocked(error)) throw error
    const owner = await ownerOf(folder)
    const fate = owner ? await fateOf(owner) : 'unknown'
    if (fate === 'unknown') watching()
    if (fate === 'runs' || (fate === 'unknown' && !(await isSilent(folder)))) throw inUse(folder, owner)
    await rm(lockOf(folder), { recursive: true, force: true })
    return lock(folder, heart)
  })
  await writeFile(ownerFile(folder), JSON.stringify(await myself()))
  return release
}

const lockOf = (folder: string) => `${folder}.lock`
const ownerFile = (folder: string) => `${folder}.owner`
const isLocked = (error: unknown) => (error as { code?: string }).code === 'ELOCKED'

async function ownerOf(folder: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(ownerFile(folder), 'utf8'))
  } catch {
    return undefined // not written yet, or half
  }
}

/** Where the lock is gone meanwhile nobody beats any more. */
async function isSilent(folder: string): Promise<boolean> {
  const beat = () =>
    stat(lockOf(folder)).then(
      ({ mtimeMs }) => mtimeMs,
      () => undefined,
    )
  const first = await beat()
  for (let waited = 0; waited < silenceMs; waited += lookEveryMs) {
    await sleep(lookEveryMs)
    const now = await beat()
    if (now === undefined) return true
    if (now !== first) return false
  }
  return true
}

function inUse(folder: string, owner: Owner | undefined): Error {
  const who = owner ? `process ${owner.pid} on ${owner.host}` : 'another process'
  return new Error(`The data folder ${folder} is in use by ${who}. Stop it, or choose another folder.`)
}
