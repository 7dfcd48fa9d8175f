/**
 * The two floors: the least that a service on the same stack can do. Bare Hono and `pg`: one INSERT of the same row into
 * a table with the same columns, indexes and foreign key. Bare Hono and Redis: a session GET and a row GET.
 * No validation, no limits, no audit: what they are faster by is what we cost.
 */
import { serve } from '@hono/node-server'
import { createClient } from '@redis/client'
import { Hono } from 'hono'
import { Pool } from 'pg'
import { uuidv7 } from '../src/core/ids.ts'

const { FLOOR_DATABASE_URL, FLOOR_REDIS_URL, FLOOR_OWNER_ID, PORT } = process.env
if (!FLOOR_DATABASE_URL || !FLOOR_REDIS_URL || !FLOOR_OWNER_ID)
  throw new Error('The floor needs FLOOR_DATABASE_URL, FLOOR_REDIS_URL and FLOOR_OWNER_ID.')

const pool = new Pool({ connectionString: FLOOR_DATABASE_URL, max: 20 })
const redis = await createClient({ url: FLOOR_REDIS_URL }).connect()

const app = new Hono()

app.post('/customers', async (c) => {
  const { name } = await c.req.json<{ name: string }>()
  const insert = 'insert into floor (id, owner_id, created_by, name) values ($1, $2, $2, $3) returning *'
  const { rows } = await pool.query(insert, [uuidv7(), FLOOR_OWNER_ID, name])
  return c.json(rows[0], 201)
})

app.get('/invoices/:id', async (c) => {
  const [session, row] = await Promise.all([
    redis.get('floor:session'),
    redis.get(`floor:${c.req.param('id')}`),
  ])
  if (!session || !row) return c.notFound()
  return c.json(JSON.parse(row))
})

serve({ fetch: app.fetch, port: Number(PORT), hostname: '127.0.0.1' })
