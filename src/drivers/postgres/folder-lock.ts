/**
 * One process for one folder: two of them on the same files would destroy both. The lock is kept alive by a
 * heartbeat; a predecessor that was killed is known by its process id at once, and by its silence otherwise.
 */
import { readFile, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { kill, pid } from 'node:process'
import { lock } from 'proper-lockfile'

/** A long statement keeps the process, and with it the heartbeat, busy: silence must be long before it means death. */
const heart = { realpath: false, stale: 30_000, update: 5000 }
const door = { realpath: false, stale: 5000, retries: { retries: 25, minTimeout: 50, maxTimeout: 400 } }

/** What this process holds, so that it does not take itself for its own dead predecessor. */
const held = new Set<string>()

interface Owner {
  readonly pid: number
  readonly host: string
}

/** Takes the folder (an absolute path) or says who has it; answers with what gives it back. */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  if (held.has(folder)) throw inUse(folder, { pid, host: hostname() })
  held.add(folder)
  try {
    // One at the door at a time: between seeing a dead owner and taking its place nobody else may do the same.
    const leaveDoor = await lock(`${folder}.opening`, door)
    const release = await takeOver(folder).finally(leaveDoor)
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

async function takeOver(folder: string): Promise<() => Promise<void>> {
  const release = await lock(folder, heart).catch(async (error: { code?: string }) => {
    if (error.code !== 'ELOCKED') throw error
    const owner = await ownerOf(folder)
    if (!owner || !isDead(owner)) throw inUse(folder, owner)
    await rm(`${folder}.lock`, { recursive: true, force: true })
    return lock(folder, heart)
  })
  await writeFile(ownerFile(folder), JSON.stringify({ pid, host: hostname() } satisfies Owner))
  return release
}

const ownerFile = (folder: string) => `${folder}.owner`

async function ownerOf(folder: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(ownerFile(folder), 'utf8'))
  } catch {
    return undefined // not written yet, or half
  }
}

/** Only on this machine can a process be asked; in a container that came back, its number may now be ours. */
function isDead(owner: Owner): boolean {
  if (owner.host !== hostname()) return false
  if (owner.pid === pid) return true
  try {
    kill(owner.pid, 0)
    return false
  } catch (error) {
    return (error as { code?: string }).code === 'ESRCH'
  }
}

function inUse(folder: string, owner: Owner | undefined): Error {
  const who = owner ? `process ${owner.pid} on ${owner.host}` : 'another process'
  return new Error(
    `The data folder ${folder} is in use by ${who}. Stop it, or choose another folder. ` +
      `If it was killed on another machine, wait ${heart.stale / 1000} seconds and start again.`,
  )
}
