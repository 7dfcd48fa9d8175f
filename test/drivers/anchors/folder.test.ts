import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { folder } from '../../../src/drivers/anchors/folder.ts'

const noteOf = (size: number, origin = 'holdfast.test/audit', root = 'A') =>
  `${origin}\n${size}\n${root.repeat(43)}=\n\n— ${origin} c2lnbmF0dXJl\n`
const nobodyAsks = async () => {
  throw new Error('A folder needs no proof.')
}
const { signal } = new AbortController()

describe('a folder as an anchor', () => {
  let dir: string
  beforeEach(() => {
    dir = join(mkdtempSync(join(tmpdir(), 'anchor-')), 'not', 'there', 'yet')
  })
  afterEach(() => rmSync(join(dir, '../../..'), { recursive: true }))

  const put = (size: number, note = noteOf(size)) =>
    folder({ dir }).publish({ size, note }, nobodyAsks, signal)
  const all = async () => {
    const notes: string[] = []
    for await (const note of folder({ dir }).all?.(signal) ?? []) notes.push(note)
    return notes
  }
  const newest = (origin = 'holdfast.test/audit') => folder({ dir }).newest?.(origin, signal)

  test('holds nothing before anything was put there', async () => {
    expect(await newest()).toBeUndefined()
    expect(await all()).toEqual([])
  })

  test('keeps each under its size, and the newest beside them', async () => {
    for (const size of [3, 20, 100]) expect(await put(size)).toEqual({})
    expect(readdirSync(join(dir, 'checkpoints'))).toEqual([
      '000000000000003',
      '000000000000020',
      '000000000000100',
    ])
    expect(readFileSync(join(dir, 'checkpoint'), 'utf8')).toBe(noteOf(100))
    expect(readdirSync(dir)).toEqual(['checkpoint', 'checkpoints'])
    expect(await newest()).toBe(noteOf(100))
    expect(await all()).toEqual([3, 20, 100].map((size) => noteOf(size)))
  })

  test('takes the same again, and one that comes late, which is not the newest', async () => {
    for (const size of [20, 20, 3]) await put(size)
    expect(await all()).toEqual([noteOf(3), noteOf(20)])
    expect(readFileSync(join(dir, 'checkpoint'), 'utf8')).toBe(noteOf(20))
  })

  test('is listed once, and then knows of what others add, and of what is taken away', async () => {
    const one = folder({ dir })
    const asked = () => one.newest?.('holdfast.test/audit', signal)
    for (const size of [20, 100]) await put(size)
    expect(await asked()).toBe(noteOf(100))
    await put(300)
    expect(await asked()).toBe(noteOf(300))
    writeFileSync(join(dir, 'checkpoint'), noteOf(20))
    expect(await asked()).toBe(noteOf(300))
    rmSync(join(dir, 'checkpoints', '000000000000300'))
    await expect(asked()).rejects.toMatchObject({ name: 'AnchorError', code: 'gone' })
  })

  test('never writes over another note of that size', async () => {
    await put(20)
    const other = noteOf(20, undefined, 'B')
    await expect(put(20, other)).rejects.toMatchObject({ name: 'AnchorError', code: 'differs' })
    expect(await all()).toEqual([noteOf(20)])
    expect(readFileSync(join(dir, 'checkpoint'), 'utf8')).toBe(noteOf(20))
    expect(readdirSync(join(dir, 'checkpoints'))).toHaveLength(1)
  })

  test('lets one of two win who write different notes at once', async () => {
    const outcomes = await Promise.allSettled(
      ['A', 'B', 'C', 'D'].map((root) => put(20, noteOf(20, undefined, root))),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await all()).toHaveLength(1)
  })

  test('tells the logs of two houses apart, and sees no draft of somebody who died', async () => {
    await put(20)
    await put(30, noteOf(30, 'other.test/audit'))
    writeFileSync(join(dir, 'checkpoints', '000000000000040.x.draft'), noteOf(40).slice(0, 30))
    expect(await newest()).toBe(noteOf(20))
    expect(await newest('other.test/audit')).toBe(noteOf(30, 'other.test/audit'))
    expect(await newest('holdfast.test')).toBeUndefined()
  })

  test('does not answer where it cannot be read, and puts the newest right after a loss', async () => {
    await put(20)
    writeFileSync(join(dir, 'checkpoint'), '')
    await put(20)
    expect(readFileSync(join(dir, 'checkpoint'), 'utf8')).toBe(noteOf(20))
    rmSync(join(dir, 'checkpoints'), { recursive: true })
    writeFileSync(join(dir, 'checkpoints'), 'no folder')
    await expect(newest()).rejects.toMatchObject({ code: 'ENOTDIR' })
    await expect(put(30)).rejects.toThrow()
  })
})
