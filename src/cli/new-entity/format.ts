/** Files as Biome leaves them, before they are written: imports in order, and nothing that it would complain of. */
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Files } from './files.ts'

export function formatted(files: Files, root: string): Files {
  const biome = join(
    dirname(createRequire(join(root, 'package.json')).resolve('@biomejs/biome/package.json')),
    'bin/biome',
  )
  const arrange = ([path, text]: [string, string]) => {
    if (!path.endsWith('.ts')) return [path, text]
    const args = [biome, 'check', '--write', `--stdin-file-path=${path}`]
    return [path, execFileSync(process.execPath, args, { cwd: root, input: text, encoding: 'utf8' })]
  }
  return Object.fromEntries(Object.entries(files).map(arrange))
}
