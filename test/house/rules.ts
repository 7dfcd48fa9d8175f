/** The rules, each from the sources to a list of sentences about what breaks it. */
import * as plan from './plan.ts'
import { bareCode, callsOf, neighboursOf, roomOf, type Source, withoutComments } from './reading.ts'

export type Rule = (sources: readonly Source[]) => string[]

const floorOf = (room: string) => plan.floors.findIndex((rooms) => rooms.includes(room))

/** May a file of one room import from another? */
export function mayImport(from: string, to: string): boolean {
  if (from === to) return true
  if (floorOf(from) < 0 || floorOf(to) < 0) return false
  if (plan.confined[from]) return plan.confined[from].includes(to)
  if (plan.reserved[to]) return plan.reserved[to].includes(from)
  return floorOf(to) < floorOf(from)
}

const eachFile =
  (find: (source: Source) => string[]): Rule =>
  (sources) =>
    sources.flatMap((source) => find(source).map((wrong) => `${source.file}: ${wrong}`))

const walls = eachFile((source) =>
  neighboursOf(source)
    .filter((to) => !mayImport(roomOf(source.file), roomOf(to)))
    .map((to) => `may not import ${to}`),
)

const rooms = eachFile(({ file }) => (floorOf(roomOf(file)) < 0 ? ['lies in no room of the plan'] : []))

const circles: Rule = (sources) => {
  const edges = new Map(sources.map((source) => [source.file, neighboursOf(source)]))
  const state = new Map<string, 'open' | 'done'>()
  const found: string[] = []
  const visit = (file: string, trail: readonly string[]) => {
    if (state.get(file) === 'done') return
    if (state.get(file) === 'open') {
      found.push([...trail.slice(trail.indexOf(file)), file].join(' → '))
      return
    }
    state.set(file, 'open')
    for (const next of edges.get(file) ?? []) visit(next, [...trail, file])
    state.set(file, 'done')
  }
  for (const file of edges.keys()) visit(file, [])
  return found
}

const lateLoading = eachFile(({ file, text }) => {
  const allowed = Object.keys(plan.loadsLate).some((place) =>
    place.endsWith('/') ? file.startsWith(place) : file === place,
  )
  return !allowed && /(?<![.\w])import\s*\(/.test(bareCode(text)) ? ['loads code late, with import()'] : []
})

const length = eachFile(({ text }) => {
  const lines = text.trimEnd().split('\n').length
  return lines > plan.maxLines ? [`has ${lines} lines, more than ${plan.maxLines}`] : []
})

const names = eachFile(({ file }) => (plan.emptyWords.test(file) ? ['is named after nothing'] : []))

// Member access or assignment, so that prose in a page may speak of a process.
const runtime =
  /(?<![.\w$])(?:process|Bun|Deno)\s*(?:\?\.|\.(?=\w)|\[)|globalThis\s*\.\s*(?:process|Bun|Deno)\b|=\s*(?:process|Bun|Deno)\b(?!\s*[:.])/

const runtimes = eachFile(({ file, text }) => {
  if (plan.knowsRuntime.includes(roomOf(file))) return []
  const named =
    runtime.exec(bareCode(text))?.[0] ?? /['"](?:node:)?process['"]/.exec(withoutComments(text))?.[0]
  return named ? [`names its runtime: ${named.trim()}`] : []
})

const sessionSettings = eachFile(({ text }) => {
  const code = withoutComments(text)
  const outliving = callsOf(code, 'set_config')
    .filter((args) => !/,\s*true\s*$/.test(args))
    .map((args) => `set_config(${args}) would outlive its transaction`)
  const statements =
    code.match(
      /[`'"]\s*set\s+(?!local\b|constraints\b|transaction\b)(?:session\s+)?[\w.]+\s*(?:=|\bto\b)/gi,
    ) ?? []
  return [
    ...outliving,
    ...statements.map((statement) => `${statement.slice(1)}… would outlive its transaction`),
  ]
})

const transactions = eachFile(({ file, text }) =>
  roomOf(file) !== 'drivers' && /\.\s*transaction\s*\(/.test(bareCode(text))
    ? ['opens an interactive transaction, which the edge does not have']
    : [],
)

const defaults = eachFile(({ file, text }) =>
  /(?:^|\n)\s*export\s+default\b|\bas\s+default\b/.test(bareCode(text)) &&
  !plan.mayExportDefault.includes(file)
    ? ['has a default export']
    : [],
)

const exports = eachFile(({ file, text }) =>
  plan.isStarted(file) || /(?:^|\n)\s*export\s+(?!default\b)/.test(bareCode(text))
    ? []
    : ['exports nothing by name'],
)

export const rules = {
  'lies in a room of the plan': rooms,
  'imports its own room and what lies below it': walls,
  'imports in no circle': circles,
  'loads no code late, except where the plan says why': lateLoading,
  'stays within 200 lines': length,
  'is named for what it does': names,
  'names no runtime below the roof': runtimes,
  'leaves no setting behind on a connection': sessionSettings,
  'opens no interactive transaction': transactions,
  'has no default export': defaults,
  'exports by name': exports,
} satisfies Record<string, Rule>
