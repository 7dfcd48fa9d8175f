import { expect, test } from 'vitest'
import { memoryMail } from '../../src/drivers/mail/memory.ts'
import { openAnchors } from '../../src/entry/anchors.ts'
import { fetchedAnchors } from '../../src/entry/worker-anchors.ts'

const s3 = {
  driver: 's3',
  url: 'https://s3.example.com/b',
  keyId: 'a',
  secret: 'b',
  region: 'auto',
  lockDays: undefined,
} as const
const folder = { driver: 'folder', dir: '/a' } as const
const mailbox = { driver: 'mail', to: 'a@example.com' } as const
const witness = {
  driver: 'witness',
  vkey: 'witness.test/w1+688dc6b6+BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  url: 'https://w.example.com',
  monitoring: undefined,
} as const
const way = {
  mail: { driver: 'resend', key: 'k', url: 'https://api.resend.com' },
  mailFrom: 'a@b.c',
} as const

test('Node and Bun have every anchor, in the order of the setting', async () => {
  const opened = await openAnchors([folder, s3, witness, mailbox], memoryMail())
  expect(opened.map(({ name }) => name)).toEqual(['folder', 's3', 'witness:witness.test/w1', 'mail'])
})

test('a Worker has those that are asked by fetch, and says what it cannot do', () => {
  const opened = fetchedAnchors({ ...way, anchors: [s3, witness, mailbox] })
  expect(opened.map(({ name }) => name)).toEqual(['s3', 'witness:witness.test/w1', 'mail'])
  expect(() => fetchedAnchors({ ...way, anchors: [folder] })).toThrow(/^AUDIT_ANCHORS: a Worker has no disk/)
  const anchors = [mailbox]
  expect(() => fetchedAnchors({ anchors, mailFrom: 'a@b.c', mail: { driver: 'file' } })).toThrow(
    /^AUDIT_ANCHORS: .* MAIL=resend/,
  )
})
