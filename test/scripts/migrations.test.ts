/** `npm run migrations -- --bundle`: a step that an older program would not survive is refused when it is made. */
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { copyCheckout } from '../support/checkout.ts'
import { runCommand } from '../support/command.ts'

const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href

test('a migration that drops something is bundled only when it says why that is safe', async () => {
  const checkout = copyCheckout()
  const within = (path: string) => join(checkout.path, path)
  const journal = JSON.parse(readFileSync(within('drizzle/meta/_journal.json'), 'utf8'))
  const idx = journal.entries.length
  const tag = `${String(idx).padStart(4, '0')}_no_outbox`
  journal.entries.push({ ...journal.entries.at(-1), idx, tag })
  writeFileSync(within('drizzle/meta/_journal.json'), JSON.stringify(journal))
  const bundle = (sql: string) => {
    writeFileSync(within(`drizzle/${tag}.sql`), sql)
    const script = within('scripts/migrations.mjs')
    return runCommand([process.execPath, '--import', loader, script, '--bundle'], {})
  }
  const bundled = () => readFileSync(within('src/store/migrations.json'), 'utf8')
  const before = bundled()

  const refused = await bundle('drop table outbox;')
  expect(refused).toMatchObject({ code: 1, out: '' })
  expect(refused.err).toMatch(
    new RegExp(`^Nothing was bundled:\n {2}${tag} drops the table outbox\\. Begin it with “-- contract: `),
  )
  expect(bundled()).toBe(before)

  expect(await bundle('-- contract: nobody reads it since 0.2\ndrop table outbox;')).toMatchObject({
    code: 0,
  })
  expect(JSON.parse(bundled()).at(-1).name).toBe(tag)
  checkout.remove()
})
