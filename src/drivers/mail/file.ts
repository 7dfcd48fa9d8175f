/** Development: mails become files, one each, and `/dev/mail` shows them. */
import { mkdir, open, readdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256 } from '../../core/bytes.ts'
import type { Mail, Mailer, SentMail } from '../../ports/mailer.ts'

export interface FileMailOptions {
  readonly dir: string
  /** How many `outgoing` shows; all are kept. */
  readonly shown?: number
}

export function file({ dir, shown = 100 }: FileMailOptions): Mailer {
  let last = 0

  return {
    async send({ to, subject, text, html }: Mail, dedupe: string) {
      await mkdir(dir, { recursive: true, mode: 0o700 })
      const suffix = `-${sha256(dedupe).slice(0, 32)}.json`
      if ((await readdir(dir)).some((name) => name.endsWith(suffix))) return

      // Two mails of one millisecond still have an order.
      last = Math.max(Date.now(), last + 1)
      const createdAt = new Date(last).toISOString()
      const mail: SentMail = { to, subject, text, html, createdAt }
      await writeWhole(join(dir, `${createdAt.replaceAll(':', '-')}${suffix}`), JSON.stringify(mail))
    },

    async outgoing() {
      const names = (await readdir(dir).catch(() => [])).filter((name) => name.endsWith('.json'))
      const newest = names.sort().reverse().slice(0, shown)
      return Promise.all(
        newest.map(async (name) => JSON.parse(await readFile(join(dir, name), 'utf8')) as SentMail),
      )
    },
  }
}

/** Nobody ever reads half a mail: it gets its name when it is whole. */
async function writeWhole(path: string, content: string) {
  const draft = `${path}.${crypto.randomUUID()}.draft`
  const handle = await open(draft, 'wx', 0o600)
  try {
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(draft, path)
}
