/** The table of what an entity does not take, and the sentence that says so. */
import { type Field, quoted, spoken } from './field.ts'
import { type Plan, references } from './plan.ts'
import { typeOf } from './types.ts'

/** The tests of it, each as text. */
export function refusals(plan: Plan): readonly string[] {
  const { fields } = plan
  const required = fields.filter(({ optional }) => !optional).map(({ name }) => name)
  return [
    `test.each<[what: string, wrong: object, pointer: string, code: string]>([
      ${rowsOf(fields).join('\n')}
      ['what nobody asked for', { planet: 'Earth' }, '#', 'unknown_key'],
      ['an owner', { ownerId: crypto.randomUUID() }, '#', 'unknown_key'],
    ])('is neither made of nor changed to %s', async (_what, wrong, pointer, code) => {
      const made = await make()
      const before = await rows()
      for (const [method, at, body] of [
        ['POST', path, { ...whole(), ...wrong }],
        ['PATCH', \`\${path}/\${made.id}\`, wrong],
      ] as const)
        expect(await faults(method, at, body)).toEqual([422, [[pointer, code]]])
      expect(await rows()).toEqual(before)
    })`,
    ...(required.length > 0 ? [missing(required)] : []),
    ...(references(plan).length > 0 ? [strangers(references(plan))] : []),
  ]
}

const rowsOf = (fields: readonly Field[]) =>
  fields.flatMap((field) => {
    const { name, optional } = field
    const refused = typeOf(field).refused.map(([what, value, code]) => [`${what}`, value, code] as const)
    const all = optional
      ? refused
      : [
          ...refused,
          ['null', 'null', ofWords.includes(field.type) ? 'invalid_value' : 'invalid_type'] as const,
        ]
    return all.map(
      ([what, value, code]) =>
        `[${quoted(`${what} as ${spoken(name)}`)}, { ${name}: ${value} }, ${quoted(`#/${name}`)}, ${quoted(code)}],`,
    )
  })

/** What is none of the words is not one of another type either. */
const ofWords: readonly Field['type'][] = ['list', 'currency']

const missing = (
  required: readonly string[],
) => `test.each([${required.map(quoted).join(', ')}])('is not made without %s', async (name) => {
  const before = await rows()
  expect(await faults('POST', path, { ...whole(), [name]: undefined })).toEqual([422, [[\`#/\${name}\`, 'required']]])
  expect(await rows()).toEqual(before)
})`

const strangers = (
  leads: readonly Field[],
) => `test.each([${leads.map(({ name }) => `[${quoted(name)}, () => ${name}s.foreign]`).join(', ')}] as const)(
  'does not lead by %s to what is somebody else’s, nor to nothing', async (name, foreign) => {
  const made = await make()
  const before = await rows()
  for (const id of [foreign(), crypto.randomUUID()])
    for (const [method, at, body] of [
      ['POST', path, { ...whole(), [name]: id }],
      ['PATCH', \`\${path}/\${made.id}\`, { [name]: id }],
    ] as const)
      expect(await faults(method, at, body)).toEqual([422, [[\`#/\${name}\`, 'unknown_reference']]])
  expect(await rows()).toEqual(before)
})`
