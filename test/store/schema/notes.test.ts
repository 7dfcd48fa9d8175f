/** Which steps a program that knows nothing of them would not survive, read from the text of a migration. */
import { describe, expect, test } from 'vitest'
import { migrations } from '../../../src/store/migrations.ts'
import { effectsOf } from '../../../src/store/schema/effects.ts'
import { faultsOf, noteOf } from '../../../src/store/schema/notes.ts'
import { statementsOf } from '../../../src/store/schema/sql-text.ts'

const faults = (sql: string) => faultsOf({ name: '0100_case', sql })

describe('a step that destroys', () => {
  test.each([
    ['drop table customers', 'drops the table customers'],
    ['DROP TABLE IF EXISTS "public"."customers" CASCADE', 'drops the table customers'],
    ['drop /* quietly */ view v', 'drops the view v'],
    ['drop type mood', 'drops the type mood'],
    ['drop function audit.capture_users()', 'drops the function audit.capture_users'],
    ['drop index "outbox_due"', 'drops the index outbox_due'],
    ['drop trigger audit_capture on customers', 'drops the trigger audit_capture'],
    ['drop schema audit cascade', 'drops the schema audit'],
    ['drop owned by app', 'drops the owned by'],
    ['alter table "customers" drop column "notes"', 'drops the column notes of customers'],
    ['alter table customers add column a text, drop notes', 'drops the column notes of customers'],
    ['alter table customers drop constraint c', 'drops a constraint of customers, which an upsert may name'],
    ['alter table customers rename to clients', 'renames customers or a part of it'],
    ['alter table customers rename column name to title', 'renames customers or a part of it'],
    ['alter type mood rename value a to b', 'renames something'],
    ['alter index a rename to b', 'renames something'],
    ['alter table customers set schema old', 'moves customers to another schema'],
    ['alter table customers alter column name type varchar(10)', 'changes the type of name of customers'],
    ['alter table customers alter name set data type int using 1', 'changes the type of name of customers'],
    ['alter table only customers alter column name set not null', 'makes name of customers obligatory'],
    ['alter table customers alter column name drop default', 'takes the default of name of customers away'],
    [
      'alter table customers add column a text not null',
      'adds the obligatory column a to customers without a default',
    ],
    [
      'alter table customers add a numeric(1, 2) not null',
      'adds the obligatory column a to customers without a default',
    ],
    [
      'alter table customers add constraint c check (a > 0)',
      'adds a constraint to customers without NOT VALID',
    ],
    ['alter table customers add unique (a, b)', 'adds a constraint to customers without NOT VALID'],
    [
      'alter table customers add constraint f foreign key (a) references b (id)',
      'adds a constraint to customers without NOT VALID',
    ],
    [
      'create unique index u on customers (name)',
      'makes a unique index on customers, so that what older programs write can be refused',
    ],
    ['alter table customers disable trigger audit_capture', 'disables a trigger of customers'],
    ['alter table customers enable row level security', 'hides rows of customers'],
    ['truncate customers', 'empties a table'],
    ['delete from customers', 'deletes rows'],
    ['with gone as (delete from customers returning *) select 1', 'deletes rows'],
    ['revoke insert on customers from app', 'takes a right away: revoke insert on customers from app'],
    ['do $$ begin drop table customers; end $$', 'does “drop table” in a block'],
    ["do $$ begin execute format('drop table %I', 'customers'); end $$", 'does “drop table” in a block'],
    ["do $$ begin execute 'delete from customers'; end $$", 'does “delete from” in a block'],
  ])('%s', (sql, what) => {
    expect(faults(`select 1; ${sql};`)).toEqual([
      expect.stringMatching(/^0100_case .+\. Begin it with “-- contract: /),
    ])
    expect(effectsOf(sql).destroys).toEqual([what])
    expect(faults(`-- contract: nobody reads it since 0.2\n${sql}`)).toEqual([])
  })
})

describe('a step that only adds', () => {
  test.each([
    'create table t (id int primary key, name text not null)',
    'create table t (id int); alter table t add constraint c check (id > 0); create unique index u on t (id); alter table t alter id set not null',
    'create table "t" (id int); drop table t',
    'alter table customers add column a text',
    "alter table customers add column a text default '' not null",
    'alter table customers add column a int not null default 0',
    'alter table customers add column a int generated always as (1) stored not null',
    'alter table customers add constraint c check (a > 0) not valid',
    'alter table customers validate constraint c',
    'alter table customers alter column name drop not null',
    'alter table customers alter column name set default 1',
    'alter table customers enable always trigger audit_capture',
    'create index i on customers (name)',
    "insert into t values ('drop table customers')",
    "insert into t values (E'it\\'s; drop table customers; --')",
    'select $a$ drop table customers; $a$',
    '-- drop table customers\nselect 1',
    '/* drop /* table */ customers; */ select 1',
    'select "drop table customers; --" from t',
    'create function f() returns void language sql as $$ delete from customers $$; revoke all on function f() from public',
    'revoke all on public.t from app; grant select, insert on public.t to app',
    'alter default privileges for role app_owner revoke execute on functions from public',
    'update customers set name = name',
    "comment on table customers is 'it''s; truncate customers'",
    "alter type mood add value 'new'",
    'do $$ begin create trigger x before truncate on t for each statement execute function f(); end $$',
  ])('%s', (sql) => {
    expect(faults(sql)).toEqual([])
  })
})

describe('the note', () => {
  test('is read from the comments at the beginning, and nowhere else', () => {
    expect(noteOf({ sql: '-- About it.\n\n-- contract: unread since 0.2\ndrop table t' })).toEqual({
      kind: 'contract',
      why: 'unread since 0.2',
    })
    expect(noteOf({ sql: 'drop table t;\n-- contract: too late' })).toEqual({ kind: 'expand' })
    expect(noteOf({ sql: '-- expand\nselect 1' })).toEqual({ kind: 'expand' })
  })

  test.each([
    ['-- contract:\ndrop table t', 'not why that is safe now'],
    ['-- contract\ndrop table t', 'not why that is safe now'],
    ['-- expand\n-- contract: x\ndrop table t', 'that it expands and that it contracts'],
    ['-- expand\ndrop table t', 'drops the table t'],
    ['create index concurrently i on t (a)', 'CONCURRENTLY, which no transaction can'],
  ])('%j is refused', (sql, why) => {
    expect(faults(sql)).toEqual([expect.stringContaining(why)])
  })

  test('is not asked of what was written before there were notes, and only of that', () => {
    expect(migrations.flatMap(faultsOf)).toEqual([])
    const old = migrations.find(({ name }) => name.startsWith('0008_'))
    expect(old && effectsOf(old.sql).destroys).toContain('drops the index outbox_due')
    expect(faultsOf({ name: '0017_next', sql: 'drop table customers' })).toHaveLength(1)
  })
})

test('who waits is told by table: everybody, those who write, or nobody', () => {
  const sql = `create table new (a int references users (id));
    alter table customers add column a int; create index i on customers (a);
    create index j on invoices (a); update outbox set a = 1; alter table new add column b int;
    create or replace trigger t after insert on public.leases for each row execute function f();
    alter table checkouts enable always trigger t; alter table sessions validate constraint c`
  const { makes, touches } = effectsOf(sql)
  expect(makes).toEqual(['new'])
  expect(Object.fromEntries(touches)).toEqual({
    users: 'writers',
    customers: 'everybody',
    invoices: 'writers',
    outbox: 'nobody',
    leases: 'writers',
    checkouts: 'writers',
    sessions: 'nobody',
  })
})

test('a text is taken apart at its semicolons, never within what is quoted', () => {
  expect(statementsOf(`a 'x;''y' b; $t$ c; $u$ ; $t$ d;; "e;" -- f;\n g`)).toEqual([
    { text: "a '' b", quoted: ["x;''y"] },
    { text: "'' d", quoted: [' c; $u$ ; '] },
    { text: '"e;" g', quoted: [] },
  ])
})
