/**
 * An empty, migrated database as the build left it beside the bundle: a first start unpacks it instead of making one.
 * It is a tar file of files and folders only, whose names fit their headers.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'

/** Leaves the folder as it is where the build left no snapshot: the start takes some seconds longer then, and nothing else. */
export async function unpackSnapshot(folder: string): Promise<void> {
  const packed = await readFile(new URL('./snapshot.tar.br', import.meta.url)).catch(() => undefined)
  if (packed) unpack(brotliDecompressSync(packed), folder)
}

const block = 512

function unpack(tar: Buffer, folder: string) {
  const text = (from: number, length: number) =>
    tar.toString('latin1', from, from + length).replace(/\0.*/s, '')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (let at = 0; tar[at]; ) {
    const path = join(folder, text(at, 100))
    const size = Number.parseInt(text(at + 124, 12), 8) || 0
    const isFolder = text(at + 156, 1) === '5'
    const start = at + block
    // Postgres refuses a folder that others may read. One call after the other: a thousand small files are quickest so.
    if (isFolder) mkdirSync(path, { recursive: true, mode: 0o700 })
    else writeFileSync(path, tar.subarray(start, start + size), { mode: 0o600 })
    at = start + Math.ceil(size / block) * block
  }
}
