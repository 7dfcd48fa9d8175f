/**
 * `npm run openapi:breaking`: does the API still keep the word of the last release?
 *
 * Compares the document as it is built with `docs/openapi-published.json`. A break that is meant stands in the change log's
 * first section, in a line `- Breaking: <the sentence>`: so those learn of it whom it concerns.
 */
import { readFileSync } from 'node:fs'
import { breakingChanges, type Document } from './breaking/document.ts'

const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')
const documentIn = (file: string) => JSON.parse(read(file)) as Document

const [, unreleased = ''] = read('CHANGELOG.md').split(/^## /m)
const accepted = new Set([...unreleased.matchAll(/^- Breaking: (.+)$/gm)].map(([, sentence]) => sentence))
const breaks = breakingChanges(documentIn('docs/openapi-published.json'), documentIn('dist/openapi.json'))
const unsaid = breaks.filter((sentence) => !accepted.has(sentence))

for (const sentence of unsaid) console.error(sentence)
console.error(
  `${breaks.length} breaking changes since the last release, ${unsaid.length} of them not in CHANGELOG.md`,
)
process.exitCode = unsaid.length > 0 ? 1 : 0
