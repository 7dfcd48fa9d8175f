/** The same program as it would be built with other migrations, and with another list of what is covered: a version before or after. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { build, type Plugin } from 'esbuild'
import { bundleOptions } from '../../scripts/bundle-options.mjs'
import type { Migration } from '../../src/store/migrations.ts'

export interface Version {
  readonly migrations: readonly Migration[]
  /** A file that exports `coverage`, in a folder whose files see the true one; absent: as it is. */
  readonly coverage?: string
}

export interface Built {
  /** Holds `node.js` and `holdfast.js`. */
  readonly folder: string
  remove(): void
}

export async function buildProgram({ migrations, coverage }: Version): Promise<Built> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-built-'))
  await build({
    ...bundleOptions,
    entryPoints: { node: 'src/entry/node.ts', holdfast: 'src/cli/holdfast.ts' },
    outdir: folder,
    splitting: true,
    plugins: [swapping(migrations, coverage)],
  })
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

const swapping = (migrations: readonly Migration[], coverage: string | undefined): Plugin => ({
  name: 'another version',
  setup({ onLoad, onResolve }) {
    onLoad({ filter: /\/store\/migrations\.json$/ }, () => ({
      contents: JSON.stringify(migrations),
      loader: 'json',
    }))
    onResolve({ filter: /\/coverage\.ts$/ }, ({ importer }) =>
      coverage && dirname(importer) !== dirname(coverage) ? { path: coverage } : undefined,
    )
  },
})
