/** An empty database as the build left it beside the bundle: a first start then unpacks one instead of making it. */
import { readFile } from 'node:fs/promises'
import { brotliDecompressSync } from 'node:zlib'

/** Undefined where the build left none: the first start takes some seconds longer then, and nothing else. */
export async function readSnapshot(): Promise<Blob | undefined> {
  const packed = await readFile(new URL('./snapshot.tar.br', import.meta.url)).catch(() => undefined)
  return packed && new Blob([new Uint8Array(brotliDecompressSync(packed))])
}
