/** `holdfast new entity NAME FIELD…`: from the words of the command line to the files, or to all that is wrong with them. */
import { parseArgs } from 'node:util'
import { newHelp } from '../new.ts'
import { openCheckout } from './checkout.ts'
import type { Fault, Field } from './field.ts'
import { filesOf, lengthFaults, listFaults } from './files.ts'
import { formatted } from './format.ts'
import { fieldsFaults, nameFaults } from './names.ts'
import { planOf } from './plan.ts'
import { readField } from './read-field.ts'
import { writeAll } from './write.ts'

export interface Developing {
  /** The checkout. */
  readonly root: string
  readonly stdout: { write(text: string): unknown }
  readonly stderr: { write(text: string): unknown }
}

/** Resolves to the exit code: 0 written, 1 not written, 2 asked wrongly. */
export async function newEntity(
  args: readonly string[],
  { root, stdout, stderr }: Developing,
): Promise<number> {
  const refuse = (faults: readonly Fault[], code: number, more = '') => {
    const lines = faults.map(({ at, problem, example }) => `  ${at}: ${problem}. For example: ${example}\n`)
    if (args.includes('--json')) stdout.write(`${JSON.stringify({ ok: false, faults })}\n`)
    else stderr.write(`holdfast new entity: nothing was written.\n${lines.join('')}${more}`)
    return code
  }
  const asked = read(args)
  if ('problem' in asked) return refuse([asked], 2, `\n${newHelp}`)
  const { name, words, singular, dryRun, json } = asked

  const checkout = openCheckout(root)
  const readings = words.map(readField)
  const fields = readings.filter((one): one is Field => 'type' in one)
  const faults = [
    ...nameFaults(name, singular, checkout),
    ...readings.flatMap((one) => ('type' in one ? [] : one)),
    ...fieldsFaults(name, fields, checkout),
    ...listFaults(checkout),
  ]
  if (faults.length > 0) return refuse(faults, 2)

  const files = formatted(filesOf(planOf(name, singular, fields), checkout), root)
  const long = lengthFaults(name, files)
  if (long.length > 0) return refuse(long, 2)
  if (dryRun) {
    if (json) stdout.write(`${JSON.stringify({ ok: true, entity: name, wouldWrite: files })}\n`)
    else for (const [path, text] of Object.entries(files)) stdout.write(`--- ${path}\n${text}\n`)
    return 0
  }
  const { written, failure } = writeAll(files, name, root)
  if (failure !== undefined) {
    const problem = `what follows from it could not be made: ${failure}`
    return refuse([{ at: name, problem, example: 'npm run migrations, and then this again' }], 1)
  }
  const test = `npx vitest run test/entities/${name}.test.ts`
  if (json) stdout.write(`${JSON.stringify({ ok: true, entity: name, written, next: test })}\n`)
  else stdout.write(`${written.map((path) => `wrote ${path}\n`).join('')}Try it: ${test}\n`)
  return 0
}

interface Asked {
  readonly name: string
  readonly words: readonly string[]
  readonly singular: string | undefined
  readonly dryRun: boolean
  readonly json: boolean
}

function read(args: readonly string[]): Asked | Fault {
  const example = 'projects name:text'
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        singular: { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    })
    const [name, ...words] = positionals
    if (name === undefined) return { at: 'NAME', problem: 'is missing', example }
    if (words.length === 0) return { at: name, problem: 'has no field', example: `${name} name:text` }
    return { name, words, singular: values.singular, dryRun: values['dry-run'], json: values.json }
  } catch (error) {
    return { at: 'options', problem: (error as Error).message.replace(/\.\s.*|\.$/s, ''), example }
  }
}
