/** Counters, gauges and histograms of this process, as Prometheus reads them (text exposition format 0.0.4). */
import type { Labels, Meter } from '../../ports/meter.ts'

export interface PrometheusOptions {
  /** Upper bounds in seconds; from a cached read to the longest deadline. */
  readonly buckets?: readonly number[]
  /** Of each name; what comes after is counted together under `other`, so that no label can exhaust memory. */
  readonly maxSeries?: number
}

const defaultBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

interface Counter {
  readonly labels: string
  value: number
}

interface Histogram {
  readonly labels: string
  /** One for each bucket, not yet summed up; the last is above all bounds. */
  readonly counts: number[]
  sum: number
}

type Series<T> = Map<string, Map<string, T>>

export function prometheus({ buckets = defaultBuckets, maxSeries = 500 }: PrometheusOptions = {}): Meter {
  const counters: Series<Counter> = new Map()
  const gauges: Series<Counter> = new Map()
  const histograms: Series<Histogram> = new Map()
  const bounds = [...buckets].sort((a, b) => a - b)

  return {
    count(name, labels = {}, by = 1) {
      // A counter never falls; NaN would poison it for good.
      if (!(by >= 0) || by === Number.POSITIVE_INFINITY) return
      seriesOf(counters, name, labels, maxSeries, (text) => ({ labels: text, value: 0 })).value += by
    },
    gauge(name, value, labels = {}) {
      if (!Number.isFinite(value)) return
      seriesOf(gauges, name, labels, maxSeries, (text) => ({ labels: text, value: 0 })).value = value
    },
    observe(name, seconds, labels = {}) {
      if (!Number.isFinite(seconds)) return
      const series = seriesOf(histograms, name, labels, maxSeries, (text) => ({
        labels: text,
        counts: Array<number>(bounds.length + 1).fill(0),
        sum: 0,
      }))
      let at = 0
      while (at < bounds.length && seconds > (bounds[at] as number)) at++
      series.counts[at] = (series.counts[at] ?? 0) + 1
      series.sum += seconds
    },
    render() {
      const lines: string[] = []
      for (const [type, all] of Object.entries({ counter: counters, gauge: gauges })) {
        for (const [name, series] of sorted(all)) {
          lines.push(`# TYPE ${name} ${type}`)
          for (const { labels, value } of series.values()) lines.push(`${name}${braced(labels)} ${value}`)
        }
      }
      for (const [name, series] of sorted(histograms)) {
        lines.push(`# TYPE ${name} histogram`)
        for (const one of series.values()) lines.push(...histogramLines(name, one, bounds))
      }
      return lines.map((line) => `${line}\n`).join('')
    },
  }
}

function histogramLines(name: string, { labels, counts, sum }: Histogram, bounds: readonly number[]) {
  let total = 0
  const lines = counts.map((count, at) => {
    total += count
    const bound = `le="${bounds[at] ?? '+Inf'}"`
    return `${name}_bucket${braced(labels ? `${labels},${bound}` : bound)} ${total}`
  })
  return [...lines, `${name}_sum${braced(labels)} ${sum}`, `${name}_count${braced(labels)} ${total}`]
}

function seriesOf<T>(
  all: Series<T>,
  name: string,
  labels: Labels,
  maxSeries: number,
  create: (labels: string) => T,
): T {
  let series = all.get(name)
  if (!series) {
    // Names and labels are ours; one that Prometheus would not read is a mistake to be seen at once.
    if (!/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name)) throw new Error(`Not the name of a metric: ${name}`)
    series = new Map()
    all.set(name, series)
  }
  const text = spelled(labels)
  const known = series.get(text)
  if (known) return known
  const place = series.size < maxSeries ? text : labelText(mapValues(labels, () => 'other'))
  const found = series.get(place) ?? create(place)
  series.set(place, found)
  return found
}

/** A caller that keeps its labels is spared the sorting, checking and escaping of them each time. */
const spellings = new WeakMap<Labels, string>()

function spelled(labels: Labels): string {
  const known = spellings.get(labels)
  if (known !== undefined) return known
  const text = labelText(labels)
  spellings.set(labels, text)
  return text
}

function labelText(labels: Labels) {
  const names = Object.keys(labels)
  if (names.length > 1) names.sort()
  return names.map((name) => `${checked(name)}="${escaped(labels[name] ?? '')}"`).join(',')
}

function checked(name: string) {
  if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) || name === 'le')
    throw new Error(`Not the name of a label: ${name}`)
  return name
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n' }
const escaped = (value: string) =>
  String(value)
    .slice(0, 200)
    .replace(/[\\"\n]/g, (char) => escapes[char] ?? char)

const mapValues = (labels: Labels, value: () => string): Labels =>
  Object.fromEntries(Object.keys(labels).map((name) => [name, value()]))

const braced = (labels: string) => (labels ? `{${labels}}` : '')
const sorted = <T>(all: Series<T>) => [...all].sort(([a], [b]) => (a < b ? -1 : 1))
