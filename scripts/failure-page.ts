/**
 * `npm run failure-page`: writes the table of failure modes (src/store/resilience/table.ts) into docs/failure.md, between its
 * two marks. `-- --check` writes nothing, and exits with 1 where the page is not current.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { bothAway, type FailureCell, type FailureRow, failureTable } from '../src/store/resilience/table.ts'

const page = new URL('../docs/failure.md', import.meta.url)
const marks = /(<!-- table: begin -->\n)[\s\S]*(<!-- table: end -->)/

const cell = (one: FailureCell | undefined) =>
  one ? `${one.does}${one.mode ? ` (\`${one.mode}\`)` : ''}` : '–'
const line = ({ what, redis, postgres }: FailureRow) => `| ${what} | ${cell(redis)} | ${cell(postgres)} |`

const table = [
  '| | Redis away | Postgres away |',
  '|---|---|---|',
  ...Object.values<FailureRow>(failureTable).map(line),
  `| both away | ${bothAway} | |`,
]

const written = readFileSync(page, 'utf8')
const current = written.replace(marks, (_all, begin, end) => `${begin}${table.join('\n')}\n${end}`)
if (process.argv.includes('--check')) {
  if (current !== written) {
    console.error('docs/failure.md is not current: run npm run failure-page')
    process.exitCode = 1
  }
} else writeFileSync(page, current)
