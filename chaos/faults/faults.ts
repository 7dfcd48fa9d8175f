/** All that can break, by the names that `--faults` takes. */
import type { World } from '../world/world.ts'
import type { Fault } from './fault.ts'
import { intruder } from './intruder.ts'
import { lineFaults } from './lines.ts'
import { processFaults } from './processes.ts'
import { resourceFaults } from './resources.ts'

export const allFaults: readonly Fault[] = [...processFaults, ...resourceFaults, ...lineFaults, intruder]

/** `asked`: names, or beginnings of names (`redis`); undefined: all of them. */
export const faultsOf = (asked: readonly string[] | undefined, world?: World): readonly Fault[] =>
  allFaults
    .filter(({ name }) => !asked || asked.some((one) => name === one || name.startsWith(`${one}-`)))
    .filter(({ appliesTo }) => !world || appliesTo(world))
