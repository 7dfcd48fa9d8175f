#!/usr/bin/env node
/**
 * `npm run asvs`: which test shows which requirement of OWASP ASVS 5.0.
 *
 * test/asvs/requirements.tsv holds every requirement, in our words; test/asvs/shown.tsv says of each how it is shown:
 * `test` (a title that ends with its id in brackets), `document` (where), `later` (the part of a release that brings
 * it) or `no` (why it does not apply). Nothing is shown by being left out: a row without its line is a fault.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const help = `npm run asvs -- [REPORT...] [--titles] [--json | --page]

Shows of every requirement of OWASP ASVS 5.0 which tests show it and whether they pass.

  REPORT     JSON reports of vitest; without any, the whole suite is run
  --titles   read the titles from the sources and run nothing: is there a test for each row?
  --json     the table as JSON, on standard output
  --page     docs/asvs.md, on standard output: always by titles, so that it is the same wherever it is made
  --help     this

Exit codes: 0 every row of levels 1 and 2 that a test shows has one, and it passes; 1 one has none, or it fails;
2 asked wrongly, or the tables contradict themselves.
`

const root = fileURLToPath(new URL('../', import.meta.url))
const ids = /\[(V\d+\.\d+\.\d+(?:[ ,]+V\d+\.\d+\.\d+)*)\]/g
const states = ['pass', 'fail', 'missing', 'document', 'later', 'no']

try {
  process.exitCode = main()
} catch (fault) {
  console.error(fault.message)
  process.exitCode = 2
}

function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      titles: { type: 'boolean' },
      json: { type: 'boolean' },
      page: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) {
    process.stdout.write(help)
    return 0
  }
  if ((values.titles || values.page) && positionals.length > 0)
    throw new Error('Titles are read from the sources, and no report.')
  const rows = readRows()
  const titles = values.titles || values.page
  const shown = titles ? fromSources() : fromReports(positionals.length > 0 ? positionals : [suite()])
  const table = rows.map((row) => judge(row, shown.get(row.id) ?? []))
  const unknown = [...shown.keys()].filter((id) => !rows.some((row) => row.id === id))
  if (unknown.length > 0)
    throw new Error(`No requirement has the id ${unknown.join(', ')}, which a title names.`)
  const owed = table.filter(({ level, state }) => level < 3 && (state === 'missing' || state === 'fail'))
  if (values.json) console.log(JSON.stringify({ counts: counts(table), rows: table }, null, 2))
  else if (values.page) console.log(page(table))
  else print(table, owed, values.titles)
  return owed.length === 0 ? 0 : 1
}

/** Each requirement with how it is shown; a document that is not there, or a line for nothing, is a fault. */
function readRows() {
  const how = new Map(
    tsv('test/asvs/shown.tsv').map(([id, way, note]) => [id, { how: way, note: note ?? '' }]),
  )
  const rows = tsv('test/asvs/requirements.tsv').map(([id, level, chapter, requirement]) => {
    const line = how.get(id)
    if (!line) throw new Error(`test/asvs/shown.tsv has no line for ${id}.`)
    how.delete(id)
    if (!['test', 'document', 'later', 'no'].includes(line.how))
      throw new Error(`test/asvs/shown.tsv: «${line.how}» is no way to show ${id}.`)
    if (line.how !== 'test' && line.note === '') throw new Error(`test/asvs/shown.tsv: ${id} needs a note.`)
    if (line.how === 'document') seeHeading(id, line.note)
    return { id, level: Number(level), chapter, requirement, ...line }
  })
  if (how.size > 0)
    throw new Error(`test/asvs/shown.tsv: no requirement has the id ${[...how.keys()].join(', ')}.`)
  return rows
}

function tsv(file) {
  const [, ...lines] = readFileSync(join(root, file), 'utf8').trim().split('\n')
  return lines.map((line) => line.split('\t'))
}

function seeHeading(id, note) {
  const [file, heading] = note.split('#')
  const slugs = readFileSync(join(root, file), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('#'))
    .map((line) => slug(line.replace(/^#+\s*/, '')))
  if (heading && !slugs.includes(heading)) throw new Error(`${id}: ${file} has no heading #${heading}.`)
}

function slug(text) {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .replace(/\s/g, '-')
}

/** The ids that titles end with, and the titles: a title is the only string that ends with one. */
function fromSources() {
  const shown = new Map()
  for (const file of readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue
    const text = readFileSync(join(root, 'test', file), 'utf8')
    for (const [, title] of text.matchAll(/['"`]([^'"`\n]*\[V\d[\dV., [\]]*\])['"`]/g))
      note(shown, title, { file: `test/${file}`, passed: true })
  }
  return shown
}

function fromReports(files) {
  const shown = new Map()
  // A case that a driver does not claim is skipped: it shows nothing, and refutes nothing.
  for (const file of files)
    for (const { name, assertionResults } of JSON.parse(readFileSync(file, 'utf8')).testResults)
      for (const { fullName, status } of assertionResults)
        if (status === 'passed' || status === 'failed')
          note(shown, fullName, { file: name.replace(root, ''), passed: status === 'passed' })
  return shown
}

function note(shown, title, { file, passed }) {
  for (const [, list] of title.matchAll(ids))
    for (const id of list.split(/[ ,]+/)) {
      const tests = shown.get(id) ?? []
      tests.push({ file, title: title.replaceAll(ids, '').trim(), passed })
      shown.set(id, tests)
    }
}

/** Runs everything, with its progress on standard error, and names the report. */
function suite() {
  const folder = mkdtempSync(join(tmpdir(), 'asvs-'))
  const report = join(folder, 'report.json')
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const vitest = ['vitest', 'run', '--reporter=json', `--outputFile=${report}`, '--reporter=default']
  spawnSync('npx', vitest, { cwd: root, stdio: ['ignore', process.stderr, process.stderr] })
  return report
}

function judge({ how, note: said, ...row }, tests) {
  const tried = tests.length > 0 ? (tests.every(({ passed }) => passed) ? 'pass' : 'fail') : 'missing'
  // What a document shows may be tested as well; a test that fails counts, whatever the line says.
  return { ...row, state: how === 'test' || tried === 'fail' ? tried : how, note: said, tests }
}

function counts(table) {
  return Object.fromEntries(
    [1, 2, 3].map((level) => [
      `L${level}`,
      Object.fromEntries(
        states.map((state) => [
          state,
          table.filter((row) => row.level === level && row.state === state).length,
        ]),
      ),
    ]),
  )
}

function print(table, owed, titles) {
  for (const level of [1, 2, 3]) {
    console.log(`\nLevel ${level}${level === 3 ? ' (not demanded)' : ''}`)
    for (const row of table.filter((one) => one.level === level)) {
      console.log(`${row.id.padEnd(8)} ${row.state.padEnd(9)} ${row.requirement}`)
      for (const where of places(row)) console.log(`${' '.repeat(19)}${where}`)
    }
  }
  console.log()
  console.log(['', ...states].map((name) => name.padStart(9)).join(''))
  for (const [level, count] of Object.entries(counts(table)))
    console.log([level, ...states.map((state) => count[state])].map((cell) => `${cell}`.padStart(9)).join(''))
  if (titles) console.log('\n«pass» means here that there is such a test: nothing was run.')
  if (owed.length > 0)
    console.log(`\nWithout a passing test: ${owed.map(({ id, state }) => `${id} (${state})`).join(', ')}`)
}

function places({ state, note: said, tests }) {
  const named = [...new Set(tests.map(({ file, title }) => `${file}: ${title}`))]
  const some = named.length > 4 ? [...named.slice(0, 3), `and ${named.length - 3} more`] : named
  return state === 'document' || state === 'later' || state === 'no' ? [said, ...some] : some
}

function page(table) {
  const cell = (text) => text.replaceAll('|', '\\|')
  const shows = ({ state, note: said, tests }) => {
    const files = [...new Set(tests.map(({ file }) => `\`${file}\``))].join(', ')
    if (state === 'document') return `[documented](../${said})${files && `; ${files}`}`
    if (state === 'no') return `does not apply: ${said}`
    if (state === 'later') return `later: ${said}`
    return files || '–'
  }
  const part = (level) => [
    `\n## Level ${level}${level === 3 ? ' (not demanded)' : ''}\n`,
    '| id | requirement | shown by |\n|---|---|---|',
    ...table
      .filter((row) => row.level === level)
      .map((row) => `| ${row.id} | ${cell(row.requirement)} | ${cell(shows(row))} |`),
  ]
  const total = Object.entries(counts(table)).map(
    ([level, { pass, missing, document, later, no }]) =>
      `| ${level} | ${pass} | ${document} | ${later} | ${no} | ${missing} |`,
  )
  return [
    '# OWASP ASVS 5.0\n',
    'Which requirement is shown by which test. Made by `npm run --silent asvs -- --page > docs/asvs.md`: do not edit.',
    'Titles of tests end with the ids they show; `npm run asvs` runs them and says what passes.\n',
    '| level | tests | documents | later | does not apply | nothing |\n|---|---|---|---|---|---|',
    ...total,
    ...[1, 2, 3].flatMap(part),
  ].join('\n')
}
