/** What every driver of the database port must do, against the real thing. */
import { afterAll, beforeAll, describe } from 'vitest'
import type { Database } from '../../src/ports/database.ts'
import { atomic } from './database/atomic.ts'
import { changes } from './database/changes.ts'
import { concurrency } from './database/concurrency.ts'
import { failures } from './database/failures.ts'
import { type DatabaseFeatures, type Given, sql } from './database/given.ts'
import { patience } from './database/patience.ts'
import { reads } from './database/reads.ts'
import { traces } from './database/traces.ts'

/** `open` answers with a database that nobody else uses, and in which roles may be created. */
export function databaseContract(name: string, open: () => Promise<Database>, features: DatabaseFeatures) {
  describe(`${name} as a database`, () => {
    let db: Database
    const role = `contract_${crypto.randomUUID().slice(0, 8)}`

    beforeAll(async () => {
      db = await open()
      await db.atomic([
        sql(`create table things (id int primary key, label text not null unique, amount numeric)`),
        sql(`create table parts (id int primary key,
          thing int not null references things deferrable initially deferred)`),
        sql(`create table seen (thing int, who text)`),
        sql(`create function see() returns trigger language plpgsql as $$ begin
          insert into seen values (new.id, current_setting('app.ctx', true)); return null; end $$`),
        sql(`create trigger see after insert on things for each row execute function see()`),
        sql(`create table secrets (owner text, secret text)`),
        sql(`alter table secrets enable row level security`),
        sql(`create policy own on secrets using (owner = nullif(current_setting('app.ctx', true), ''))`),
        sql(`insert into secrets values ('alice', 'a'), ('bob', 'b')`),
        sql(`create role ${role}`),
        sql(`grant select on secrets to ${role}`),
      ])
    })

    afterAll(async () => {
      await db.atomic([sql(`drop owned by ${role}`), sql(`drop role ${role}`)])
      await db.close()
    })

    const given: Given = {
      get db() {
        return db
      },
      features,
      role,
      async count(condition) {
        return (await db.query(sql(`select count(*)::int as n from things where ${condition}`)))[0]?.n
      },
    }
    for (const part of [reads, failures, atomic, traces, changes, patience, concurrency]) part(given)
  })
}
