/** The log as a folder (C2SP tlog-tiles), fetched from the app's own front door: what is checked is what is served. */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { House } from '../../support/house.ts'

const tileWidth = 256

/** tlog-tiles, "Merkle Tree": groups of three digits, all but the last behind an `x`. */
function nameOf(index: number, width: number): string {
  const groups = String(index)
    .padStart(Math.ceil(String(index).length / 3) * 3, '0')
    .match(/\d{3}/g) as string[]
  const name = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/')
  return width < tileWidth ? `${name}.p/${width}` : name
}

/** All tiles of one level, of a tree of this size. */
function* tilesOf(level: number, size: number): Generator<string> {
  const count = Math.floor(size / tileWidth ** level)
  for (let index = 0; index * tileWidth < count; index++)
    yield nameOf(index, Math.min(tileWidth, count - index * tileWidth))
}

function pathsOf(size: number): readonly string[] {
  const paths = [...tilesOf(0, size)].map((name) => `tile/entries/${name}`)
  for (let level = 0; tileWidth ** level <= size; level++)
    paths.push(...[...tilesOf(level, size)].map((name) => `tile/${level}/${name}`))
  return paths
}

/** `token`: of who may read the entries. Gives how many files it wrote. */
export async function writePublished(house: House, token: string, folder: string): Promise<number> {
  async function keep(path: string): Promise<Buffer> {
    const response = await house.send('GET', `/audit/${path}`, undefined, token)
    const bytes = Buffer.from(await response.arrayBuffer())
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${bytes}`)
    const file = join(folder, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, bytes)
    return bytes
  }

  const checkpoint = await keep('checkpoint')
  const paths = pathsOf(Number(checkpoint.toString().split('\n')[1]))
  const left = paths.values()
  const some = Array.from({ length: 4 }, async () => {
    for (const path of left) await keep(path)
  })
  await Promise.all(some)
  return paths.length + 1
}
