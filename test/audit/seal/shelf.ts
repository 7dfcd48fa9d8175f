/** An anchor as simple as can be: a folder with one file for each size, never written twice. */
import { readdirSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Anchor } from '../../../src/ports/anchor.ts'

const nameOf = (size: number) => String(size).padStart(12, '0')

export const notesOn = (folder: string): readonly string[] =>
  readdirSync(folder)
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8'))

/** Throws where another note of the same size lies there: that would be a fork. */
export function shelf(folder: string): Anchor {
  return {
    name: 'shelf',
    async publish({ size, note }) {
      await mkdir(folder, { recursive: true })
      const file = join(folder, nameOf(size))
      await writeFile(file, note, { flag: 'wx' }).catch((error) => {
        // Who was killed while writing leaves the beginning of the same note.
        if (error.code !== 'EEXIST' || !note.startsWith(readFileSync(file, 'utf8'))) throw error
        return writeFile(file, note)
      })
      return {}
    },
    newest: async () =>
      notesOn(folder)
        .filter((note) => note.endsWith('=\n'))
        .at(-1),
  }
}
