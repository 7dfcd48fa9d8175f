/** A folder of backups: each is a draft until all of it is on the disk, and then has its name at once. */
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Vault } from '../../ports/vault.ts'

const draftEnds = '.draft'

/** What was being written when somebody died, for longer than anything takes. */
const abandonedMs = 86_400_000

export function folderVault(dir: string): Vault {
  return {
    name: dir,

    async put(name, content, signal) {
      await mkdir(dir, { recursive: true, mode: 0o700 })
      await clear(dir)
      const draft = join(dir, `${name}.${crypto.randomUUID()}${draftEnds}`)
      try {
        const handle = await open(draft, 'wx', 0o600)
        try {
          for await (const part of content) {
            signal.throwIfAborted()
            await handle.writeFile(part)
          }
          await handle.sync()
        } finally {
          await handle.close()
        }
        signal.throwIfAborted()
        await rename(draft, join(dir, name))
        await flush(dir)
      } finally {
        await rm(draft, { force: true })
      }
    },

    async get(name, signal) {
      const path = join(dir, name)
      const there = await stat(path).catch(absent)
      return there && createReadStream(path, { signal, highWaterMark: 1024 * 1024 })
    },

    async names() {
      const entries = (await readdir(dir).catch(absent)) ?? []
      return entries.filter((name) => !name.endsWith(draftEnds)).sort()
    },

    async remove(name) {
      await rm(join(dir, name), { force: true })
      await flush(dir)
    },
  }
}

/** The name of a file is in its folder, and outlasts a loss of power only when that is written as well. */
async function flush(dir: string): Promise<void> {
  const handle = await open(dir, 'r')
  await handle.sync().finally(() => handle.close())
}

async function clear(dir: string): Promise<void> {
  for (const name of (await readdir(dir)).filter((one) => one.endsWith(draftEnds))) {
    const left = await stat(join(dir, name)).catch(absent)
    if (left && Date.now() - left.mtimeMs > abandonedMs) await rm(join(dir, name), { force: true })
  }
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
