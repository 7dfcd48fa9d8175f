/** All that real servers keep, as text. */

import { createClient } from '@redis/client'
import { Client } from 'pg'

/** Every row of every table that is ours. */
export async function rowsKept(ownerUrl: string) {
  const client = new Client(ownerUrl)
  await client.connect()
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`,
    )
    const all: { table: string; text: string }[] = []
    for (const { name } of tables) {
      const { rows } = await client.query<{ text: string }>(`select to_jsonb(t)::text as text from ${name} t`)
      for (const { text } of rows) all.push({ table: name, text })
    }
    return all
  } finally {
    await client.end()
  }
}

/** Every key with its value, whatever its type. */
export async function keysKept(redisUrl: string) {
  const client = await createClient({ url: redisUrl }).connect()
  try {
    const all: string[] = []
    for await (const keys of client.scanIterator({ COUNT: 1000 }))
      for (const key of keys) {
        const value = (await client.type(key)) === 'string' ? await client.get(key) : await client.dump(key)
        all.push(`${key} ${value}`)
      }
    return all
  } finally {
    await client.close()
  }
}
