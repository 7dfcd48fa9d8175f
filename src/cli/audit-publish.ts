/** `holdfast audit publish`: the log as files in a folder, for whoever is to have a copy that they can verify. */
import { existsSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { publishedFiles } from '../audit/publish.ts'
import { open } from '../entry/open.ts'
import { inSentences } from '../entry/sentences.ts'
import type { Around } from './command.ts'

/** What is there already and cannot change is left alone. The exit code. */
export async function publishLog(folder: string, json: boolean, { config, stdout }: Around): Promise<number> {
  const house = await open(config, () => {})
  const done = { written: 0, kept: 0, without: 0 }
  try {
    await inSentences(config, 'DATABASE_URL', async () => {
      for await (const { path, full, bytes } of publishedFiles(house.ports.database)) {
        const file = join(folder, path)
        if (full && existsSync(file)) done.kept++
        else {
          const content = await bytes()
          if (content) await place(file, content)
          content ? done.written++ : done.without++
        }
      }
    })
  } finally {
    await house.close()
  }
  if (json) stdout.write(`${JSON.stringify({ folder, ...done })}\n`)
  else {
    const gone = done.without > 0 ? `, ${done.without} bundles of months that were dropped left out` : ''
    stdout.write(`${done.written} files written, ${done.kept} were there already${gone}\n`)
  }
  return 0
}

/** Whole or not at all. */
async function place(file: string, content: Uint8Array) {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(`${file}.new`, content, { flush: true })
  await rename(`${file}.new`, file)
}
