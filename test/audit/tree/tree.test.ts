/** The tree against RFC 6962 as it is written: roots, proofs, and what is no proof. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Edge, grow, rootOf, tileWidth } from '../../../src/audit/tree/edge.ts'
import { leafHash, nodeHash, sha256 } from '../../../src/audit/tree/hashing.ts'
import {
  consistencyProof,
  extendsTree,
  type Hashes,
  includes,
  inclusionProof,
  rootAt,
} from '../../../src/audit/tree/proofs.ts'
import { mth, path, plainLeaf, proof } from './plain.ts'

const most = 70_000
const leaves = Array.from({ length: most }, (_, at) => leafHash(`entry ${at}`))
const { full, edge: whole } = grow([], 0, leaves)

const hashes: Hashes = async (level, from, to) =>
  level === 0
    ? leaves.slice(from, to)
    : full
        .filter((tile) => tile.level === level - 1 && tile.index >= from && tile.index < to)
        .map(({ root }) => root)

const hex = (all: readonly Uint8Array[]) => all.map((one) => Buffer.from(one).toString('hex'))
const sizes = [1, 2, 3, 5, 255, 256, 257, 511, 512, 1_000, 4_096, 65_535, 65_536, 65_537, most]
const within = fc.integer({ min: 1, max: 2_000 })

test('a leaf is hashed as such', () => {
  expect(hex([leafHash('x')])).toEqual(hex([plainLeaf('x')]))
})

test('a node is hashed from what it was given, also where that is no hash', () => {
  const [one, other] = [leafHash('one'), leafHash('other')]
  for (const [left, right] of [
    [one, other],
    [other.subarray(1), one],
    [one, other.subarray(1)],
    [Buffer.concat([one, other]), Buffer.alloc(0)],
  ] as const) {
    nodeHash(one, one)
    expect(hex([nodeHash(left, right)])).toEqual(hex([sha256(Uint8Array.of(1), left, right)]))
  }
})

describe.each(sizes)('a tree of %i leaves', (size) => {
  test('has the root of RFC 6962, from tiles and from its edge', async () => {
    const root = hex([mth(leaves.slice(0, size))])
    expect(hex([await rootAt(hashes, size)])).toEqual(root)
    expect(hex([rootOf(grow([], 0, leaves.slice(0, size)).edge)])).toEqual(root)
  })

  test('includes its entries, each by the path of RFC 6962, and at no other place', async () => {
    const root = await rootAt(hashes, size)
    const some = [...new Set([0, Math.floor(size / 3), size >> 1, size - 1])]
    for (const index of some) {
      const found = await inclusionProof(hashes, index, size)
      expect(hex(found)).toEqual(hex(path(index, leaves.slice(0, size))))
      const leaf = leaves[index] as Uint8Array
      expect(includes(found, index, size, leaf, root)).toBe(true)
      expect(includes(found, index + 1, size, leaf, root)).toBe(false)
      expect(includes(found, index, size, leafHash('another'), root)).toBe(false)
      expect(includes([...found, root], index, size, leaf, root)).toBe(false)
      if (found.length > 0) expect(includes(found.slice(1), index, size, leaf, root)).toBe(false)
    }
  })
})

test('grows in any steps to the same tree', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 8 }), (steps) => {
      let [edge, size]: [Edge, number] = [[], 0]
      const tiles = []
      for (const step of steps) {
        const grown = grow(edge, size, leaves.slice(size, size + step))
        tiles.push(...grown.full)
        ;[edge, size] = [grown.edge, size + step]
      }
      const once = grow([], 0, leaves.slice(0, size))
      expect(hex([rootOf(edge)])).toEqual(hex([rootOf(once.edge)]))
      expect(tiles.length).toBe(once.full.length)
      expect(edge.every((level) => level.length < tileWidth)).toBe(true)
    }),
    { numRuns: 50 },
  )
})

test('proves that it is an earlier one grown, by the proof of RFC 6962; and nothing else does', async () => {
  await fc.assert(
    fc.asyncProperty(within, within, fc.nat(), async (one, other, pick) => {
      const [older, newer] = [Math.min(one, other), Math.max(one, other)]
      const [before, after] = [
        { size: older, root: await rootAt(hashes, older) },
        { size: newer, root: await rootAt(hashes, newer) },
      ]
      const found = await consistencyProof(hashes, older, newer)
      expect(hex(found)).toEqual(hex(proof(older, leaves.slice(0, newer))))
      expect(extendsTree(found, before, after)).toBe(true)
      const wrong = leafHash('another')
      expect(extendsTree(found, { ...before, root: wrong }, after)).toBe(false)
      expect(extendsTree(found, before, { ...after, root: wrong })).toBe(false)
      expect(extendsTree([...found, wrong], before, after)).toBe(false)
      if (found.length === 0) return
      expect(extendsTree(found.with(pick % found.length, wrong), before, after)).toBe(false)
      expect(extendsTree(found.slice(1), before, after)).toBe(false)
      expect(extendsTree(found, after, before)).toBe(false)
    }),
    { numRuns: 150 },
  )
})

test('a large tree is an earlier one grown', async () => {
  const [older, newer] = [65_537, most]
  const found = await consistencyProof(hashes, older, newer)
  const root = async (size: number) => ({ size, root: await rootAt(hashes, size) })
  expect(extendsTree(found, await root(older), await root(newer))).toBe(true)
  expect(hex([rootOf(whole)])).toEqual(hex([(await root(newer)).root]))
})
