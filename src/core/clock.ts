/** The clocks of this machine. */
export const systemClock = { now: () => Date.now(), monotonic: () => performance.now() }
