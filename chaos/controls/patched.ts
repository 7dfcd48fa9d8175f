/** The product with one thing taken out, as a bundle of its own: nothing of it ever stands in src. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'

const root = new URL('../../', import.meta.url).pathname

export interface Patch {
  /** Below the project's folder. */
  readonly file: string
  /** Stands there once. */
  readonly text: string
  readonly instead: string
}

/** Throws where the source is no longer what the patch was made for: a control that breaks nothing shows nothing. */
export async function patchedBundle({ file, text, instead }: Patch, folder: string): Promise<void> {
  const path = join(root, file)
  const source = readFileSync(path, 'utf8')
  if (source.split(text).length !== 2)
    throw new Error(`${file} has changed: what the control takes out is not there once. Mend chaos/controls.`)
  await build({
    ...{
      entryPoints: { node: join(root, 'src/entry/node.ts') },
      outdir: folder,
      bundle: true,
      splitting: true,
    },
    ...{ platform: 'node', format: 'esm', target: 'node20', logLevel: 'error', absWorkingDir: root },
    external: ['pg-native', 'cloudflare:sockets'],
    banner: {
      js: `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(${JSON.stringify(import.meta.url)});`,
    },
    outExtension: { '.js': '.mjs' },
    plugins: [
      {
        name: 'patch',
        setup: ({ onLoad }) =>
          onLoad({ filter: /\.ts$/ }, (asked) =>
            asked.path === path ? { contents: source.replace(text, () => instead), loader: 'ts' } : undefined,
          ),
      },
    ],
  })
}
