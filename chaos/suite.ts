/** Topology after topology, then the controls. What found nothing leaves nothing behind. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { amountOf } from './amounts.ts'
import { type Controlled, controls, intact, runControl } from './controls/controls.ts'
import { faultsOf } from './faults/faults.ts'
import type { Asked } from './options.ts'
import { seeded } from './random.ts'
import { type Report, reportOf } from './report.ts'
import { type Ran, run } from './run.ts'
import { topologies } from './topologies/topologies.ts'
import { workloads } from './workloads/workloads.ts'

export interface Done {
  readonly report: Report
  /** Where every request, what the app printed and the report are, if something was found. */
  readonly folder: string | undefined
}

export async function runSuite(asked: Asked, tell: (line: string) => void): Promise<Done> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-chaos-'))
  const own = (name: string) => {
    const path = join(folder, name)
    mkdirSync(path)
    return path
  }
  const ran = new Map<string, Ran>()
  const skipped: string[] = []
  for (const name of asked.topologies) {
    const topology = topologies[name]
    if (!topology) continue
    if (topology.lacking) {
      skipped.push(`${name}: ${topology.lacking}`)
      continue
    }
    tell(`${name}: ${topology.what}`)
    const path = own(name)
    const done = await run({
      ...{ open: topology.open, folder: path, random: seeded(asked.seed).fork(name) },
      workloads: asked.workloads.flatMap((one) => workloads[one] ?? []),
      ...amountOf(name, asked),
      faultsOf: (world) => faultsOf(asked.faults, world),
      tell: (line) => tell(`${name}: ${line}`),
    })
    writeFileSync(join(path, 'output.log'), done.output)
    ran.set(name, done)
  }
  const controlled: Controlled[] = []
  for (const name of asked.controls) {
    const control = controls[name]
    if (!control) continue
    const random = seeded(asked.seed).fork(name)
    const broken = asked.intact ? intact(control) : control
    controlled.push(await runControl(name, broken, random, own(name), (line) => tell(`${name}: ${line}`)))
  }
  const report = reportOf(asked.seed, ran, skipped, controlled)
  if (report.ok) rmSync(folder, { recursive: true })
  else writeFileSync(join(folder, 'report.json'), `${JSON.stringify(report, null, 2)}\n`)
  return { report, folder: report.ok ? undefined : folder }
}
