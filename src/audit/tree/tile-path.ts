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

/** `067`, `x001/x234/067`; of a tile that is not full also its width, `067.p/12`. */
export function pathOfTile(index: number, width: number): string {
  const groups = [String(index % 1_000).padStart(3, '0')]
  for (let rest = Math.floor(index / 1_000); rest > 0; rest = Math.floor(rest / 1_000))
    groups.unshift(`x${String(rest % 1_000).padStart(3, '0')}`)
  return `${groups.join('/')}${width < tileWidth ? `.p/${width}` : ''}`
}
