/** All that is written by hand otherwise: the new files, and those in which an entity gets a line. */
import type { Checkout } from './checkout.ts'
import { declarationText } from './declaration.ts'
import type { Fault } from './field.ts'
import { declarationPath, docsPath, listPath, testPath } from './paths.ts'
import type { Plan } from './plan.ts'
import { testText } from './test-file.ts'

/** By their paths in the checkout. */
export type Files = Readonly<Record<string, string>>

export const filesOf = (plan: Plan, checkout: Checkout): Files => ({
  [declarationPath(plan.name)]: declarationText(plan),
  [listPath]: listed(checkout.read(listPath), plan),
  [testPath(plan.name)]: testText(plan),
  [docsPath]: documented(checkout.read(docsPath), plan),
})

const list = /^(export const entities: readonly Entity\[\] = \[)([^\]]*?),?\s*\]/m

/** What is wrong with the list, if no line could be put into it. */
export const listFaults = (checkout: Checkout): readonly Fault[] =>
  list.test(checkout.read(listPath))
    ? []
    : [
        {
          at: listPath,
          problem: 'holds no list',
          example: 'export const entities: readonly Entity[] = [customers]',
        },
      ]

/** A file that the house would not let stand: see `maxLines` in `test/house/plan.ts`. */
const maxLines = 200

/** What is wrong with an entity that does not fit into a file. */
export function lengthFaults(name: string, files: Files): readonly Fault[] {
  const lines = (files[declarationPath(name)] ?? '').split('\n').length - 1
  if (lines <= maxLines) return []
  const problem = `has so many fields that its file would have ${lines} lines, of at most ${maxLines}: make two entities of it`
  return [{ at: name, problem, example: `${name} name:text, and one that refers to it` }]
}

/** The list, with one more in it: the import after the others, the name at the end. */
function listed(text: string, { name, constant }: Plan): string {
  const longer = text.replace(
    list,
    (_, start: string, others: string) =>
      `${start}${[...others.split(',').map((one) => one.trim()), constant].filter(Boolean).join(', ')}]`,
  )
  const last = [...longer.matchAll(/^import .*$/gm)].at(-1)
  const end = last ? last.index + last[0].length : 0
  return `${longer.slice(0, end)}\nimport { ${constant} } from './${name}.ts'${longer.slice(end)}`
}

/** The line stands after the last of its kind. */
function documented(text: string, { name, fields }: Plan): string {
  const line = `- [${name}](../src/entities/${name}.ts): ${fields.map((field) => field.name).join(', ')}`
  const last = [...text.matchAll(/^- \[[\w-]+\]\(\.\.\/src\/entities\/.*$/gm)].at(-1)
  const end = last ? last.index + last[0].length : text.trimEnd().length
  return `${text.slice(0, end)}\n${line}${text.slice(end)}`
}
