/** How tiles are named (C2SP tlog-tiles, "Merkle Tree"): `<L>/<N>[.p/<W>]`. Each has one spelling, and no other names it. */
import { tileWidth } from './edge.ts'

export interface TileName {
  readonly index: number
  /** How many hashes it holds; fewer than a full tile where it is partial. */
  readonly width: number
}

/** `067`, `x001/x234/067`, `067.p/12`. A billion tiles are more than anybody has. */
export function tileNamed(path: string): TileName | undefined {
  const [, index = '', width] =
    /^(?!x000\/)((?:x\d{3}\/){0,2}\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(path) ?? []
  if (index === '' || Number(width ?? 1) >= tileWidth) return undefined
  return { index: Number(index.replaceAll(/\D/g, '')), width: Number(width ?? tileWidth) }
}

export const tilePathPattern = '^(?:x[0-9]{3}/){0,2}[0-9]{3}(?:\\.p/[1-9][0-9]{0,2})?$'

/** 0 to 63, as the specification has it, though there will never be so much. */
export const levelNamed = (text: string): number | undefined =>
  /^(?:\d|[1-5]\d|6[0-3])$/.test(text) ? Number(text) : undefined
