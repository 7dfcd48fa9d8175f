/** Does a declaration hold together? */
import type { Declaration } from './declaration.ts'
import { declaredIn } from './declared-in.ts'
import type { Fields } from './fields.ts'
import { actingRules } from './rules/acting.ts'
import { askingRules } from './rules/asking.ts'
import { columnRules } from './rules/columns.ts'
import { writingRules } from './rules/writing.ts'

const rules = [...columnRules, ...writingRules, ...askingRules, ...actingRules]

/** Throws one Error that names the file, the entity and every field at fault. */
export function checkDeclaration(declaration: Declaration, fields: Fields): void {
  const wrong = rules.flatMap((rule) => rule(declaration, fields))
  if (wrong.length === 0) return
  const sentences = wrong.map(([field, sentence]) => `field "${field}" ${sentence}`)
  throw new Error(`${declaredIn(declaration.name)}: ${sentences.join('; ')}.`)
}
