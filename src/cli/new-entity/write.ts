/** Writes all of it, with its migration and the client's types, or leaves everything as it was. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { snake } from './field.ts'
import type { Files } from './files.ts'

export interface Written {
  /** Paths, in the order of their making; none where it failed. */
  readonly written: readonly string[]
  /** What was said where it failed. */
  readonly failure?: string
}

export function writeAll(files: Files, name: string, root: string): Written {
  const before = remember(Object.keys(files), root)
  // Who presses Ctrl-C ends what is being made, and with it this: what was written is taken back.
  const patient = () => {}
  process.on('SIGINT', patient)
  try {
    for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), text)
    const failure = derive(name, root)
    if (failure === undefined) return { written: [...Object.keys(files), ...before.added(), ...made] }
    before.restore()
    return { written: [], failure }
  } catch (error) {
    before.restore()
    throw error
  } finally {
    process.off('SIGINT', patient)
  }
}

/** What is made of the declaration: its migration, named for it, and the client's types. Returns what went wrong. */
function derive(name: string, root: string): string | undefined {
  const loader = pathToFileURL(createRequire(join(root, 'package.json')).resolve('tsx')).href
  const steps = [
    ['--import', loader, 'scripts/migrations.mjs', `--name=${snake(name)}`],
    ['scripts/build.mjs', '--openapi'],
    ['scripts/client.mjs'],
  ]
  for (const args of steps) {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' })
    if (status !== 0) return `${stdout}${stderr}`.trim() || 'it was interrupted'
  }
  return undefined
}

const migrations = 'drizzle'
/** Made anew each time. */
const made = ['src/store/migrations.json', 'client/schema.d.ts']

/** The files that may change, as they are now. */
function remember(paths: readonly string[], root: string) {
  const inside = () =>
    readdirSync(join(root, migrations), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(sql|json)$/.test(name))
      .map((name) => `${migrations}/${name.replaceAll('\\', '/')}`)
  const known = inside()
  const contents = [...paths, ...known, ...made].map(
    (path) => [path, existsSync(join(root, path)) ? readFileSync(join(root, path)) : undefined] as const,
  )
  const added = () => inside().filter((path) => !known.includes(path))
  return {
    added,
    restore() {
      for (const path of added()) rmSync(join(root, path))
      for (const [path, content] of contents)
        content === undefined
          ? rmSync(join(root, path), { force: true })
          : writeFileSync(join(root, path), content)
    },
  }
}
