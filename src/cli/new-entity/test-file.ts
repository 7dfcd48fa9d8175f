/** The test of an entity: through the front door, with values of its types. Biome arranges it. */
import { camel, quoted } from './field.ts'
import { type Plan, references, targets } from './plan.ts'
import { testCases } from './test-cases.ts'
import { valuesText } from './test-values.ts'

export const testText = (
  plan: Plan,
) => `/** ${plan.many.charAt(0).toUpperCase()}${plan.many.slice(1)}, through the front door: what is taken and shown, whose it is, and what is refused without a trace. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
${targets(plan)
  .map((name) => `import { ${camel(name)} } from '../../src/entities/${name}.ts'\n`)
  .join('')}${
  references(plan).length > 0 ? "import { exampleRow } from '../support/example-row.ts'\n" : ''
}import { type House, type Json, openHouse, type Person } from '../support/house.ts'

const path = ${quoted(`/v1/${plan.name}`)}

let house: House
let ada: Person
let eve: Person
${references(plan)
  .map(({ name }) => `let ${name}s: Awaited<ReturnType<typeof leadingTo>>\n`)
  .join('')}
beforeAll(async () => {
  house = await openHouse()
  ada = await house.signIn()
  eve = await house.signIn()
  ${references(plan)
    .map(({ name, target }) => `${name}s = await leadingTo(${camel(target)})`)
    .join('\n')}
})
afterAll(() => house?.close())

${valuesText(plan)}

${testCases(plan)}
`
