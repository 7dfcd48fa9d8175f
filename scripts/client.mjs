/**
 * `npm run client`: the types of the client, `client/schema.d.ts`, from `dist/openapi.json`; elsewhere if a file is named.
 *
 * openapi-typescript builds its syntax trees with the JavaScript API of TypeScript, which TypeScript 7 does not have; the
 * one that ts-morph brings along stands in for it.
 */
import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const writer = join(root, 'dist/write-client-schema.mjs')
const [to = join(root, 'client/schema.d.ts')] = process.argv.slice(2)

await build({
  absWorkingDir: root,
  entryPoints: ['scripts/client-schema.ts'],
  outfile: writer,
  alias: { typescript: '@ts-morph/common/dist/typescript.js' },
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // What was written for CommonJS asks for these at run time.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url); const __filename = import.meta.filename ?? '', __dirname = '';",
  },
  logLevel: 'warning',
})
execFileSync(process.execPath, [writer, join(root, 'dist/openapi.json'), to], { stdio: 'inherit' })
rmSync(writer)
