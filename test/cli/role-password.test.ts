import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LoginRole, scramVerifier, setRolePassword } from '../../src/cli/role-password.ts'
import { nodePostgresScript } from '../../src/drivers/postgres/script.ts'
import type { ScriptRunner } from '../../src/ports/script.ts'
import { postgresUrl } from '../support/servers.ts'

describe.skipIf(!postgresUrl)('the password of a role', () => {
  const role = `password_${randomBytes(6).toString('hex')}` as LoginRole
  const password = 'kelp-holds-on-to-its-rock'
  let runner: ScriptRunner
  beforeAll(async () => {
    runner = await nodePostgresScript({ url: postgresUrl ?? '' })
    await runner.run(`create role ${role} login`)
  })
  afterAll(async () => {
    await runner.run(`drop role ${role}`)
    await runner.close()
  })
  const stored = async () => {
    const [row] = await runner.query({
      text: 'select rolpassword from pg_authid where rolname = $1',
      params: [role],
    })
    return String(row?.rolpassword)
  }
  const remade = (verifier: string) => {
    const [, iterations, salt = ''] = /^SCRAM-SHA-256\$(\d+):([^$]+)\$/.exec(verifier) ?? []
    return scramVerifier(password, Buffer.from(salt, 'base64'), Number(iterations))
  }

  test('is what Postgres itself would have made of it', async () => {
    await runner.run(
      `set local password_encryption = 'scram-sha-256'; alter role ${role} password '${password}'`,
    )
    const own = await stored()
    expect(remade(own)).toBe(own)
  })

  test('is taken over as it is, and never the same twice', async () => {
    await setRolePassword(runner, role, password)
    const first = await stored()
    expect(first).not.toContain(password)
    expect(remade(first)).toBe(first)
    await setRolePassword(runner, role, password)
    expect(await stored()).not.toBe(first)
  })

  test.each([
    ['', 'an empty one'],
    ['short', 'a short one'],
    ["quote'quote'quote'", 'none: a quote is harmless in what is sent'],
    ['pässwörter-sind-länger', 'letters that are normalised differently'],
    ['with a blank in between', 'blanks'],
  ])('%j: %s', async (text, what) => {
    const attempt = setRolePassword(runner, role, text)
    if (what.startsWith('none')) await attempt
    else await expect(attempt).rejects.toThrow('16 to 128')
  })
})
