/** Never changed once they were handed over. */
export type Labels = Readonly<Record<string, string>>

export interface Meter {
  /** Adds one (or `by`) to a counter. Names end in `_total`. */
  count(name: string, labels?: Labels, by?: number): void
  /** Says what something is now. */
  gauge(name: string, value: number, labels?: Labels): void
  /** Puts a duration, in seconds, into a histogram. Names end in `_seconds`. */
  observe(name: string, seconds: number, labels?: Labels): void
  /** Prometheus text exposition format 0.0.4. */
  render(): string
}
