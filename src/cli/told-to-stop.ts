/** Fires when the process is told to stop, by SIGTERM or by SIGINT (Ctrl-C). */
export function toldToStop(): AbortSignal {
  const stopping = new AbortController()
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => stopping.abort())
  return stopping.signal
}
