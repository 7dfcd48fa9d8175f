/** Writes all of it, with its migration, or leaves everything as it was. */
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
  /** What the migration's maker said, where it failed. */
  readonly failure?: string
}

export function writeAll(files: Files, name: string, root: string): Written {
  const before = remember(Object.keys(files), root)
  // Who presses Ctrl-C ends the maker of the migration, and with it this: what was written is taken back.
  const patient = () => {}
  process.on('SIGINT', patient)
  try {
    for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), text)
    const failure = migrate(name, root)
    if (failure === undefined) return { written: [...Object.keys(files), ...before.added()] }
    before.restore()
    return { written: [], failure }
  } catch (error) {
    before.restore()
    throw error
  } finally {
    process.off('SIGINT', patient)
  }
}

/** What `npm run migrations` does, named for the entity. Returns what went wrong. */
function migrate(name: string, root: string): string | undefined {
  const loader = pathToFileURL(createRequire(join(root, 'package.json')).resolve('tsx')).href
  const args = ['--import', loader, 'scripts/migrations.mjs', `--name=${snake(name)}`]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' })
  return status === 0 ? undefined : `${stdout}${stderr}`.trim() || 'it was interrupted'
}

const migrations = 'drizzle'
const bundle = 'src/store/migrations.json'

/** The files that may change, as they are now. */
function remember(paths: readonly string[], root: string) {
  const inside = () =>
    readdirSync(join(root, migrations), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(sql|json)$/.test(name))
      .map((name) => `${migrations}/${name.replaceAll('\\', '/')}`)
  const known = inside()
  const contents = [...paths, ...known, bundle].map(
    (path) => [path, existsSync(join(root, path)) ? readFileSync(join(root, path)) : undefined] as const,
  )
  const added = () => [...inside().filter((path) => !known.includes(path)), bundle]
  return {
    added,
    restore() {
      for (const path of added()) if (path !== bundle) rmSync(join(root, path))
      for (const [path, content] of contents)
        content === undefined
          ? rmSync(join(root, path), { force: true })
          : writeFileSync(join(root, path), content)
    },
  }
}
