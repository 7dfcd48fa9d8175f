/** Who has a folder, and does that process still run? */
import { readFile, readlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import { kill, pid } from 'node:process'

export interface Owner {
  readonly pid: number
  readonly host: string
  /** Linux: the boot of the kernel and the namespace in which the number means this process; and when that began, in ticks of this boot. */
  readonly where?: string
  readonly began?: string
}

/** `unknown`: nobody here can tell. */
export type Fate = 'runs' | 'ended' | 'unknown'

export async function myself(): Promise<Owner> {
  const [where, began] = await Promise.all([here(), beginOf('self')])
  return { pid, host: hostname(), ...(where && { where }), ...(began && { began }) }
}

/** A number alone proves nothing: it is given again. With the moment when it was given it does. */
export async function fateOf(owner: Owner): Promise<Fate> {
  const where = await here()
  if (owner.where !== where || owner.host !== hostname()) return 'unknown'
  const began = await beginOf(owner.pid)
  if (owner.began !== undefined && began !== undefined) return owner.began === began ? 'runs' : 'ended'
  // Some mounts of /proc hide what is another's (hidepid); whether the number is taken is told all the same.
  return owner.pid === pid || !isTaken(owner.pid) ? 'ended' : 'unknown'
}

async function here(): Promise<string | undefined> {
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8')
    return `${boot.trim()} ${await readlink('/proc/self/ns/pid')}`
  } catch {
    return undefined // not Linux, or not told
  }
}

/** Field 22 of proc_pid_stat(5), or `over` for what its parent has yet to bury; undefined where nothing is told of it. */
async function beginOf(process: number | 'self'): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${process}/stat`, 'utf8')
    // The second is a name, and may hold anything.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return state === 'Z' || state === 'X' ? 'over' : fields[18]
  } catch {
    return undefined
  }
}

function isTaken(process: number): boolean {
  try {
    kill(process, 0)
    return true
  } catch (error) {
    return (error as { code?: string }).code !== 'ESRCH'
  }
}
