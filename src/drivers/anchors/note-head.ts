/** The first lines of a checkpoint (C2SP tlog-checkpoint): whose it is, and of how many entries. Whether it is signed, others look. */

export const isOf = (note: string, origin: string): boolean => note.startsWith(`${origin}\n`)

/** Undefined where it is none. */
export function sizeOf(note: string): number | undefined {
  const [, size] = /^[^\n]+\n(0|[1-9]\d{0,14})\n/.exec(note) ?? []
  return size === undefined ? undefined : Number(size)
}

export const originOf = (note: string): string => note.slice(0, note.indexOf('\n'))
