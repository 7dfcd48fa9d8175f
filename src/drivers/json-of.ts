/** What another server wrote, as far as it is JSON; undefined where it is not, for a schema to refuse. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
