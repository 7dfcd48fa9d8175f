/**
 * How long work waits in this process before it is begun: for a turn of the event loop, for a connection to the database.
 * A short wait is a burst; one that goes on is too much to do.
 */
export interface Load {
  /**
   * The average wait since it was last asked, in milliseconds, of the kind of which it is longest; undefined where nobody waited,
   * or nothing waits in this process (Workers).
   */
  averageWaitMs(): number | undefined
  /** May one request wait for the end of another? Not in Workers, where each has only what is its own. */
  readonly mayWait: boolean
}
