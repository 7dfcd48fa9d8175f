/** Load: one target, a number of keep-alive connections, some seconds; what came back and how fast. */
import autocannon from 'autocannon'

export interface Target {
  readonly name: string
  readonly url: string
  readonly method: 'GET' | 'POST'
  readonly headers?: Record<string, string>
  readonly body?: string
  readonly expected: number
}

export interface Measured {
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
}

/** Throws when an answer was not the expected one: a fast refusal is no result. */
export async function measure(target: Target, connections: number, seconds: number): Promise<Measured> {
  const { url, method, headers, body, expected } = target
  const result = await autocannon({ url, method, headers, body, connections, duration: seconds })
  const { statusCodeStats = {} } = result as { statusCodeStats?: Record<string, { count: number }> }
  const wrong = Object.entries(statusCodeStats).filter(([status]) => Number(status) !== expected)
  if (wrong.length > 0 || result.errors > 0) {
    throw new Error(
      `${target.name}: expected ${expected}, got ${JSON.stringify(statusCodeStats)}, ${result.errors} errors`,
    )
  }
  return { perSecond: result.requests.average, p50Ms: result.latency.p50, p99Ms: result.latency.p99 }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}
