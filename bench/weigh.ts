/** What it weighs: the Worker's bundle, the start, the memory. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Options, Part } from './compare.ts'
import { median } from './load.ts'
import { onNode, start } from './process.ts'

export async function weigh({ tell }: Options): Promise<Part> {
  const workerKiB = workerBundle()
  tell('Worker bundled')
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-weigh-'))
  const embedded = (dir: string) =>
    start(onNode, { DATA_DIR: dir, DATABASE_URL: '', REDIS_URL: '' }, '/readyz')
  const first = await embedded(dataDir)
  const firstMs = first.startMs
  const rssMiB = first.rss()
  await first.stop()
  const again: number[] = []
  for (let i = 0; i < 5; i++) {
    const server = await embedded(dataDir)
    again.push(server.startMs)
    await server.stop()
  }
  rmSync(dataDir, { recursive: true })
  const figures = { workerKiB, firstStartMs: firstMs, nextStartMs: median(again), rssMiB }
  return {
    figures,
    lines: [
      `Worker bundle            ${workerKiB.toFixed(0)} KiB gzipped`,
      `first start, embedded    ${firstMs.toFixed(0)} ms to the first 200`,
      `later start, embedded    ${figures.nextStartMs.toFixed(0)} ms (median of 5)`,
      `memory, embedded         ${rssMiB} MiB resident after the start`,
    ],
  }
}

function workerBundle(): number {
  const out = mkdtempSync(join(tmpdir(), 'holdfast-worker-'))
  execFileSync('npx', ['wrangler', 'deploy', '--dry-run', '--minify', '--outdir', out], {
    env: { ...process.env, WRANGLER_SEND_METRICS: 'false' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const files = readdirSync(out).filter((file) => file.endsWith('.js'))
  const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(join(out, file))).length, 0)
  rmSync(out, { recursive: true })
  return bytes / 1024
}
