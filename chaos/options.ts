/** What `npm run chaos` is asked for. */
import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { controls } from './controls/controls.ts'
import { allFaults, faultsOf } from './faults/faults.ts'
import { topologies } from './topologies/topologies.ts'
import { workloads } from './workloads/workloads.ts'

export interface Asked {
  readonly seed: number
  readonly topologies: readonly string[]
  readonly workloads: readonly string[]
  readonly faults: readonly string[] | undefined
  readonly writes: number
  readonly times: number
  readonly seconds: number
  readonly controls: readonly string[]
  readonly brief: boolean
  readonly intact: boolean
  readonly short: boolean
  readonly json: boolean
}

const help = `npm run chaos -- [options]

Clients write while things break; then everything that was acknowledged must be there, once, with its audit record.

  --writes N      as many acknowledged writes at least, over all topologies; default 100000
  --times N       as many faults at least, over all topologies; default 300
  --seconds N     as long at least, over all topologies; default 0
  --topology A,B  default: all (--list)
  --workload A,B  of ${Object.keys(workloads).join(', ')}; default: all
  --faults A,B    names, or beginnings of names such as redis; default: all (--list)
  --control A,B   breaks the product on purpose instead, and fails where no checker notices: ${Object.keys(controls).join(', ')}, all
  --intact        the controls without what they break: nothing may be noticed
  --short         what CI runs: a fixed seed, a small part of everything, and the controls; some five minutes
  --seed N        the same faults in the same order again; default: another each time, and printed
  --brief         things are broken for less than a second at a time, instead of up to five
  --json          the report as one JSON document on standard output
  --list          the topologies and faults, and what each is
  --help

Every server is its own: Postgres, Redis and haproxy must be installed, nothing of yours is touched. A run that finds something leaves all
requests, the output of the app and its report in a folder, and says where.

Exit codes: 0 nothing was found, 1 something was, or it could not be run, 2 wrong usage.
`

/** A sentence where it is asked wrongly; a text where it is only asked for one. */
export function optionsOf(args: readonly string[]): Asked | { readonly text: string } | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        seed: { type: 'string' },
        writes: { type: 'string' },
        times: { type: 'string' },
        seconds: { type: 'string', default: '0' },
        topology: { type: 'string' },
        control: { type: 'string' },
        workload: { type: 'string' },
        brief: { type: 'boolean', default: false },
        intact: { type: 'boolean', default: false },
        short: { type: 'boolean', default: false },
        faults: { type: 'string' },
        json: { type: 'boolean', default: false },
        list: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    if (values.help) return { text: help }
    if (values.list) return { text: listed() }
    const { brief, intact, short, json } = values
    const numbers = {
      seed: values.seed ?? String(short ? shortSeed : randomInt(2 ** 31)),
      writes: values.writes ?? (short ? '0' : '100000'),
      times: values.times ?? (short ? '0' : '300'),
      seconds: values.seconds,
    }
    const wrong = Object.entries(numbers).find(([, text]) => !/^\d{1,10}$/.test(text))
    if (wrong) return `--${wrong[0]} must be a whole number`
    const given = values.control === 'all' ? Object.keys(controls) : listOf(values.control)
    // Controls alone, unless a topology is named as well.
    const names = listOf(values.topology) ?? (given ? [] : Object.keys(topologies))
    const asked = given ?? (short ? Object.keys(controls) : [])
    const work = listOf(values.workload) ?? Object.keys(workloads)
    const faults = listOf(values.faults)
    const stranger =
      strangers('topology', names, Object.keys(topologies)) ??
      strangers('workload', work, Object.keys(workloads)) ??
      strangers('control', asked, Object.keys(controls))
    if (stranger) return stranger
    const unknown = faults?.find((name) => faultsOf([name]).length === 0)
    if (unknown !== undefined) return `there is no fault ${unknown}; --list says which there are`
    return {
      ...{ seed: Number(numbers.seed), writes: Number(numbers.writes), times: Number(numbers.times) },
      seconds: Number(numbers.seconds),
      ...{ topologies: names, workloads: work, faults, controls: asked, brief, intact, short, json },
    }
  } catch (error) {
    return (error as Error).message
  }
}

/** In CI a run is compared with the one before. */
const shortSeed = 20_261_126

function strangers(option: string, given: readonly string[], known: readonly string[]): string | undefined {
  return given.every((name) => known.includes(name))
    ? undefined
    : `--${option} must be of ${known.join(', ')}`
}

const listOf = (text: string | undefined) => text?.split(',').map((one) => one.trim())

function listed(): string {
  const rows = (all: readonly (readonly [string, string])[]) =>
    all.map(([name, what]) => `  ${name.padEnd(20)}${what}\n`).join('')
  return `topologies\n${rows(
    Object.entries(topologies).map(([name, { what, lacking }]) => [
      name,
      lacking ? `${what}; ${lacking}` : what,
    ]),
  )}\nfaults\n${rows(allFaults.map(({ name, what }) => [name, what]))}`
}
