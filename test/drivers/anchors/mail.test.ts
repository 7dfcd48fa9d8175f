import { expect, test } from 'vitest'
import { mailed } from '../../../src/drivers/anchors/mail.ts'
import { memoryMail } from '../../../src/drivers/mail/memory.ts'

const note =
  'holdfast.test/audit\n300\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n— holdfast.test/audit c2ln\n'
const nobodyAsks = async () => {
  throw new Error('A mailbox needs no proof.')
}
const { signal } = new AbortController()

test('a mailbox is told once a day, and given the note as it is', async () => {
  const mailer = memoryMail()
  const anchor = mailed({ to: 'auditor@example.com', mailer })
  expect(anchor).toMatchObject({ name: 'mail', everySeconds: 86_400 })
  expect(anchor.newest ?? anchor.all).toBeUndefined()
  expect(await anchor.publish({ size: 300, note }, nobodyAsks, signal)).toEqual({})
  const [mail] = (await mailer.outgoing?.()) ?? []
  expect(mail).toMatchObject({
    to: 'auditor@example.com',
    subject: 'Checkpoint of holdfast.test/audit at 300',
  })
  expect(mail?.text).toContain('holdfast audit verify --checkpoint FILE')
  expect(mail?.text.split('\n----\n')[1]).toBe(note)
  expect(mail?.html).toContain(`<pre>${note}</pre>`)
})

test('a mail is the same for every attempt, and another for another head', async () => {
  const keys: string[] = []
  const anchor = mailed({
    to: 'auditor@example.com',
    mailer: { send: async (_, dedupe) => void keys.push(dedupe) },
  })
  for (const size of [300, 300, 301])
    await anchor.publish({ size, note: note.replace('300', String(size)) }, nobodyAsks, signal)
  expect(keys[0]).toBe(keys[1])
  expect(new Set(keys).size).toBe(2)
})

test('what a name holds that HTML would take for its own is shown as it is', async () => {
  const mailer = memoryMail()
  const named = note.replaceAll('holdfast.test', '<b>&co')
  await mailed({ to: 'a@example.com', mailer }).publish({ size: 300, note: named }, nobodyAsks, signal)
  const [mail] = (await mailer.outgoing?.()) ?? []
  expect(mail?.html).toContain('&lt;b&gt;&amp;co/audit')
  expect(mail?.html).not.toContain('<b>')
})
