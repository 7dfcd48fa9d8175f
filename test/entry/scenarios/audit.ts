/** The log: who may read it, what it says, and that what it says is sealed and can be proved. */
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { leafHash } from '../../../src/audit/tree/hashing.ts'
import { parseCheckpoint } from '../../../src/audit/tree/note.ts'
import { includes } from '../../../src/audit/tree/proofs.ts'
import type { Client } from '../client.ts'
import { expectProblem, type Family } from '../scenario.ts'

/** Numbers of the log differ from server to server, so what it says is kept out of the transcript. */
async function recorded({ quietly, person, login, administrator }: Client, name: string) {
  const [{ token }, someone] = [await administrator(), await login(await person(name))]
  const made = await quietly(201, 'POST /v1/customers', { token: someone.token, body: { name: 'A' } })
  const path = `/v1/audit-logs?entity=customers&entityId=${made.at('id')}`
  const list = await quietly(200, `GET ${path}`, { token })
  expect(list.at('data.0.action')).toBe('customers:create')
  expect(list.at('data.0.userId')).toBe(someone.id)
  return { token, someone, path, id: list.at('data.0.id') }
}

/** The proof of a record, once it is sealed. */
async function proven({ quietly, cron }: Client, token: string, id: string): Promise<string> {
  for (let tries = 0; tries < 300; tries++) {
    await cron()
    const { body } = await quietly(200, `GET /v1/audit-logs/${id}`, { token })
    if (JSON.parse(body.toString()).seq !== null)
      return (await quietly(200, `GET /v1/audit-logs/${id}/proof`, { token })).body.toString()
    await sleep(200)
  }
  throw new Error(`The record ${id} was not sealed in a minute.`)
}

export const audit: Family = [
  {
    name: 'tells an administrator what happened to a row, and nobody else',
    async play(client) {
      const { someone, token } = await recorded(client, 'alma')
      const { send } = client
      expectProblem(await send(403, 'GET /v1/audit-logs', { token: someone.token }), 'forbidden')
      expectProblem(await send(401, 'GET /v1/audit-logs'), 'unauthenticated')
      expectProblem(await send(422, 'GET /v1/audit-logs?entityId=1', { token }), 'validation')
      expectProblem(await send(404, 'GET /v1/audit-logs/999999999', { token }), 'not-found')
      expectProblem(await send(404, 'GET /audit/tile/0/999'), 'not-found')
      expectProblem(await send(401, 'GET /audit/tile/entries/000'), 'unauthenticated')
    },
  },
  {
    name: 'seals what happened, and proves it to whoever keeps the proof',
    async play(client) {
      const { token, id } = await recorded(client, 'albert')
      const proof = await proven(client, token, id)
      const { send, quietly } = client
      const entry = (await quietly(200, `GET /v1/audit-logs/${id}`, { token })).at('entry')
      const end = proof.indexOf('\n\n')
      const [format, extra = '', index = '', ...hashes] = proof.slice(0, end).split('\n')
      expect([format, Buffer.from(extra.slice('extra '.length), 'base64').toString()]).toEqual([
        'c2sp.org/tlog-proof@v1',
        entry,
      ])
      const checkpoint = parseCheckpoint(proof.slice(end + 2))
      const path = hashes.map((hash) => Buffer.from(hash, 'base64'))
      const { size = 0, root = Buffer.alloc(0) } = checkpoint ?? {}
      expect(includes(path, Number(index.slice('index '.length)), size, leafHash(entry), root)).toBe(true)
      const newest = parseCheckpoint((await quietly(200, 'GET /audit/checkpoint')).body.toString())
      expect(newest?.size).toBeGreaterThanOrEqual(size)
      expect((await quietly(200, 'GET /v1/audit-logs/verification', { token })).at('origin')).toBe(
        newest?.origin,
      )
      expectProblem(await send(404, 'GET /v1/audit-logs/999999999/proof', { token }), 'not-found')
    },
  },
]
