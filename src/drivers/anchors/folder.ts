/**
 * A folder as an anchor: worth as much as the distance between its disk and the database's. A mount that others keep, or
 * one that can only be written once, is what it is for.
 */
import { link, mkdir, open, readdir, readFile, rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Anchor } from '../../ports/anchor.ts'
import { anchorError } from './failure.ts'
import { isOf, sizeOf } from './note-head.ts'

export interface FolderOptions {
  readonly dir: string
}

const named = (size: number) => String(size).padStart(15, '0')

export function folder({ dir }: FolderOptions): Anchor {
  const each = join(dir, 'checkpoints')
  const newestFile = join(dir, 'checkpoint')

  /** What has another name was being written when somebody died. */
  const names = async () => (await readdir(each).catch(absent)).filter((name) => /^\d{15}$/.test(name)).sort()

  /**
   * The largest size that was seen here, of each log. A folder of a million names takes seconds to list, and is asked before each seal: so it is
   * listed once in a process, and then the newest beside it says what others have added.
   */
  const seen = new Map<string, number>()

  async function highest(origin: string, signal: AbortSignal): Promise<number | undefined> {
    for (const name of (await names()).reverse()) {
      const note = await readFile(join(each, name), { encoding: 'utf8', signal })
      if (!isOf(note, origin) || sizeOf(note) !== Number(name)) continue
      seen.set(origin, Number(name))
      return Number(name)
    }
    return undefined
  }

  return {
    name: 'folder',

    async publish({ size, note }, _consistency, signal) {
      await mkdir(each, { recursive: true })
      signal.throwIfAborted()
      await keep(each, join(each, named(size)), note)
      // One that comes late, or again, is not the newest.
      const now = sizeOf((await textOf(newestFile)) ?? '')
      if (now === undefined || now <= size) await replace(dir, newestFile, note)
      return {}
    },

    async newest(origin, signal) {
      const size = seen.get(origin) ?? (await highest(origin, signal))
      const head = (await textOf(newestFile)) ?? ''
      const later = sizeOf(head) ?? 0
      if (isOf(head, origin) && later > (size ?? 0)) {
        seen.set(origin, later)
        return head
      }
      if (size === undefined) return undefined
      const note = await textOf(join(each, named(size)))
      // It was there, and nobody who keeps the rules takes one away.
      if (note === undefined || !isOf(note, origin)) throw anchorError('gone')
      return note
    },

    async at(size, origin) {
      const note = await textOf(join(each, named(size)))
      return note !== undefined && isOf(note, origin) ? note : undefined
    },

    async *all(signal) {
      for (const name of await names()) yield readFile(join(each, name), { encoding: 'utf8', signal })
    },
  }
}

/** A link is made or it is not, and never over another: whoever reads sees the whole note. */
async function keep(parent: string, path: string, note: string): Promise<void> {
  const draft = await drafted(path, note)
  try {
    await link(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    if ((await readFile(path, 'utf8')) !== note) throw anchorError('differs')
  } finally {
    await unlink(draft)
  }
  await flush(parent)
}

async function replace(parent: string, path: string, note: string): Promise<void> {
  await rename(await drafted(path, note), path)
  await flush(parent)
}

async function drafted(path: string, note: string): Promise<string> {
  const draft = `${path}.${crypto.randomUUID()}.draft`
  const handle = await open(draft, 'wx', 0o644)
  try {
    await handle.writeFile(note)
    await handle.sync()
  } finally {
    await handle.close()
  }
  return draft
}

/** The name of a file is in its folder, and outlasts a loss of power only when that is written as well. */
async function flush(parent: string): Promise<void> {
  const handle = await open(parent, 'r')
  await handle.sync().finally(() => handle.close())
}

const textOf = (path: string) =>
  readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })

/** A folder that was never written to holds nothing; one that cannot be read does not answer. */
function absent(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return []
  throw error
}
