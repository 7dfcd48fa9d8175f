import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { file } from '../../../src/drivers/mail/file.ts'
import { memoryMail } from '../../../src/drivers/mail/memory.ts'
import type { Mailer } from '../../../src/ports/mailer.ts'
import { aMail, mailerContract } from '../../contracts/mailer.ts'

let root = ''
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'mail-'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

const folder = () => join(root, crypto.randomUUID(), 'mail')
const shown = (mailer: Mailer) => ({ mailer, delivered: async () => (await mailer.outgoing?.()) ?? [] })

mailerContract('file', async () => shown(file({ dir: folder() })))
mailerContract('memory', async () => shown(memoryMail()))

describe('mail in files', () => {
  test('shows nothing where nothing was sent', async () => {
    expect(await file({ dir: folder() }).outgoing?.()).toEqual([])
  })

  test('takes one mail once, also from another process', async () => {
    const dir = folder()
    await file({ dir }).send(aMail(), 'same')
    await file({ dir }).send(aMail(), 'same')
    expect(await file({ dir }).outgoing?.()).toHaveLength(1)
  })

  test('is read whole while many are written, and keeps their order', async () => {
    const mailer = file({ dir: folder() })
    const sending = Array.from({ length: 40 }, (_, i) =>
      mailer.send(aMail({ subject: `${i}`, text: 'x'.repeat(50_000) }), `${i}`),
    )
    for (let i = 0; i < 10; i++)
      for (const mail of (await mailer.outgoing?.()) ?? []) expect(mail.text).toHaveLength(50_000)
    await Promise.all(sending)
    const times = ((await mailer.outgoing?.()) ?? []).map(({ createdAt }) => createdAt)
    expect(times).toHaveLength(40)
    expect(new Set(times).size).toBe(40)
    expect(times).toEqual([...times].sort().reverse())
  })

  test('is for the owner of the process alone', async () => {
    const dir = folder()
    await file({ dir }).send(aMail(), 'private')
    const [name = ''] = await readdir(dir)
    expect((await stat(dir)).mode & 0o077).toBe(0)
    expect((await stat(join(dir, name))).mode & 0o077).toBe(0)
    expect(name).not.toContain('private')
  })
})

describe('mail in memory', () => {
  test('keeps the newest and takes one mail once', async () => {
    const mailer = memoryMail(2)
    for (const key of ['a', 'b', 'b', 'c']) await mailer.send(aMail({ subject: key }), key)
    expect((await mailer.outgoing?.())?.map(({ subject }) => subject)).toEqual(['c', 'b'])
  })
})
