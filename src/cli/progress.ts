/** How far a long command is: a bar that is drawn over at a terminal, elsewhere a line every few seconds. */

export interface Screen {
  readonly isTTY?: boolean | undefined
  write(text: string): unknown
}

export interface Bar {
  /** So many more of this are done. */
  readonly step: (name: string, count: number) => void
  /** It is so far with this, of so many. */
  readonly reach: (name: string, count: number, total: number) => void
  readonly end: () => void
}

const width = 30
const lineEveryMs = 5_000

/** `totals`: how many of each there are, about. Without a screen nothing is shown. */
export function progress(screen: Screen | undefined, expected: ReadonlyMap<string, number>): Bar {
  const totals = new Map(expected)
  const done = new Map<string, number>()
  let shownAt = performance.now()
  let shown = ''

  function show(name: string, final: boolean) {
    const count = done.get(name) ?? 0
    const total = Math.max(totals.get(name) ?? 0, count)
    const share = total === 0 ? 1 : count / total
    if (screen?.isTTY) {
      const filled = Math.round(share * width)
      const bar = `${'#'.repeat(filled)}${'-'.repeat(width - filled)}`
      if (shown !== '' && shown !== name) screen.write('\n')
      screen.write(`\r${name} [${bar}] ${count} of ${total}`)
      shown = name
    } else if (final || performance.now() - shownAt > lineEveryMs) {
      screen?.write(`${name}: ${count} of ${total}\n`)
      shownAt = performance.now()
    }
  }

  return {
    step(name, count) {
      done.set(name, (done.get(name) ?? 0) + count)
      show(name, false)
    },
    reach(name, count, total) {
      totals.set(name, total)
      done.set(name, count)
      show(name, false)
    },
    end() {
      if (screen?.isTTY && shown !== '') screen.write('\n')
      else for (const name of done.keys()) show(name, true)
    },
  }
}
