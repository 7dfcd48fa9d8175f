/** What a verification has to compute, whoever brings the records: their entries, the leaves, the tree. */
import { entryOf, type LogRecord } from '../src/audit/entry.ts'
import { type Edge, grow } from '../src/audit/tree/edge.ts'
import { leafHash } from '../src/audit/tree/hashing.ts'
import { median } from './load.ts'

const atOnce = 4_096
const rounds = 9

/** Records a second, by the clock and by the time that a processor gave (which neighbours leave alone); medians. */
export function treeSpeed(records: readonly LogRecord[]) {
  // A verification goes on for minutes: the compiler has had its say.
  for (let round = 1; round <= 3; round++) grown(records)
  const measured = Array.from({ length: rounds }, () => {
    const [begun, used] = [performance.now(), process.cpuUsage()]
    grown(records)
    const { user, system } = process.cpuUsage(used)
    return {
      perSecond: (records.length * 1e3) / (performance.now() - begun),
      perProcessorSecond: (records.length * 1e6) / (user + system),
    }
  })
  return {
    records: records.length,
    perSecond: median(measured.map(({ perSecond }) => perSecond)),
    perProcessorSecond: median(measured.map(({ perProcessorSecond }) => perProcessorSecond)),
  }
}

function grown(records: readonly LogRecord[]): Edge {
  let edge: Edge = []
  for (let size = 0; size < records.length; size += atOnce) {
    const some = records.slice(size, size + atOnce)
    edge = grow(
      edge,
      size,
      some.map((record) => leafHash(entryOf(record))),
    ).edge
  }
  return edge
}
