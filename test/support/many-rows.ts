/**
 * A million rows of an entity, made by Postgres from the declaration alone: values spread as in life, one owner with a tenth
 * of them, a row in fifty deleted. Past the triggers and the indexes, so the database is good for reading only.
 */
import { Client, escapeIdentifier, escapeLiteral } from 'pg'
import * as z from 'zod'
import type { Entity } from '../../src/business/declaration.ts'
import type { Field } from '../../src/business/fields.ts'

export interface ManyRows {
  readonly rows: number
  /** Whose are a tenth of the rows. */
  readonly owner: string
  /** How many others share the rest; some have many, most have few. */
  readonly others: number
  /** What a column with a blind index holds in one row of a thousand. */
  readonly found?: Readonly<Record<string, string>>
}

/** Fills the tables in this order: what is referred to comes before what refers to it. */
export async function fill(ownerUrl: string, entities: readonly Entity[], many: ManyRows): Promise<void> {
  const client = new Client(ownerUrl)
  await client.connect()
  try {
    await client.query(`set synchronous_commit = off; set maintenance_work_mem = '256MB'; set work_mem = '256MB';
      set search_path = public, pg_temp; select setseed(0.5);
      create temp table owners (k int primary key, id uuid not null);
      insert into owners select k, case k when 0 then ${escapeLiteral(many.owner)} else gen_random_uuid() end
        from generate_series(0, ${many.others}) k`)
    for (const entity of entities) await fillOne(client, entity, many)
  } finally {
    await client.end()
  }
}

async function fillOne(client: Client, entity: Entity, many: ManyRows): Promise<void> {
  const { table } = entity
  const name = escapeIdentifier(table)
  const indexes = await client.query<{ name: string; definition: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i
     where i.indrelid = $1::regclass and not exists (select from pg_constraint c where c.conindid = i.indexrelid)`,
    [table],
  )
  await client.query(`alter table ${name} disable trigger all`)
  for (const index of indexes.rows) await client.query(`drop index ${index.name}`)
  for (const target of new Set(Object.values(entity.references))) await client.query(numbered(target))
  await client.query(insertion(entity, many))
  for (const index of indexes.rows) await client.query(index.definition)
  await client.query(`alter table ${name} enable trigger all`)
  await client.query(`vacuum (analyze) ${name}`)
}

/** The rows of each owner, by number: what a reference picks one from. */
const numbered = ({ table }: Entity) => `drop table if exists ${numbersOf(table)};
  create temp table ${numbersOf(table)} as select id, owner_id,
    row_number() over (partition by owner_id order by id) - 1 as k, count(*) over (partition by owner_id) as n
  from ${escapeIdentifier(table)};
  analyze ${numbersOf(table)}`

const numbersOf = (table: string) => `pg_temp.${escapeIdentifier(`numbers_of_${table}`)}`

function insertion(entity: Entity, many: ManyRows): string {
  const fields = [...entity.fields.values()]
  const references = Object.entries(entity.references)
  const lookups = Object.values(entity.sensitive).flatMap(({ lookup }) => lookup ?? [])
  const value = (field: Field) => {
    const fixed = lifecycle[field.name]
    if (fixed) return fixed
    if (lookups.includes(field.name)) return lookupValue(entity, field, many)
    if (entity.references[field.name]) return `${escapeIdentifier(`ref_${field.name}`)}.id`
    const made = madeFor(entity, field)
    return field.nullable ? `case when random() < 0.1 then null else ${made} end` : made
  }
  // Each draw is made once, for the row: a join on random() would be drawn for each pair.
  return `with drawn as (
      select n, case when n % 10 = 0 then 0 else 1 + floor(power(random(), 2) * ${many.others})::int end as owner,
        now() - (${many.rows} - n) * interval '20 seconds' as created,
        random() as picks
      from generate_series(1, ${many.rows}) n offset 0),
    owned as (select d.*, o.id as owner_id from drawn d join owners o on o.k = d.owner)
    insert into ${escapeIdentifier(entity.table)} (${fields.map(({ column }) => escapeIdentifier(column)).join(', ')})
    select ${fields.map(value).join(',\n      ')}
    from owned d ${references.map(referred).join(' ')} order by d.n`
}

/** A row of the same owner; a few are referred to by many. */
function referred([name, target]: readonly [string, Entity]): string {
  const [count, alias] = [`count_${name}`, `ref_${name}`].map(escapeIdentifier)
  const numbers = numbersOf(target.table)
  return `join ${numbers} ${count} on ${count}.owner_id = d.owner_id and ${count}.k = 0
    join ${numbers} ${alias} on ${alias}.owner_id = d.owner_id and ${alias}.k = floor(power(d.picks, 3) * ${count}.n)::bigint`
}

/** Ids are made in the order of time (RFC 9562 §5.7). */
const lifecycle: Readonly<Record<string, string>> = {
  id: `(lpad(to_hex((extract(epoch from d.created) * 1000)::bigint), 12, '0') || '7' || left(md5(d.n::text), 3)
    || '8' || substr(md5(d.n::text), 4, 15))::uuid`,
  ownerId: 'd.owner_id',
  createdBy: 'd.owner_id',
  version: '1',
  createdAt: 'd.created',
  updatedAt: `d.created + random() * interval '30 days'`,
  deletedAt: 'case when d.n % 50 = 7 then d.created end',
}

/** Of closed lists the first is the commonest and the last is rare; numbers are mostly small. */
function madeFor(entity: Entity, { name, type, options }: Field): string {
  const listed = options ?? listedIn(entity, name)
  if (listed) {
    const values = listed.slice(0, 8).map(escapeLiteral).join(', ')
    return `(array[${values}])[1 + floor(power(random(), 4) * ${Math.min(8, listed.length)})::int]`
  }
  if (entity.sensitive[name]) return `repeat('x', 80)`
  return values[type]
}

const values: Readonly<Record<Field['type'], string>> = {
  // In no order that another column has, and no two alike.
  text: `(2019 + d.n % 8) || '-' || lpad(reverse(lpad(d.n::text, 7, '0')), 8, '0')`,
  integer: 'floor(power(random(), 3) * 1000000)::int',
  moment: `d.created + random() * interval '60 days'`,
  date: `(d.created + random() * interval '60 days')::date`,
  boolean: 'random() < 0.1',
  uuid: 'gen_random_uuid()',
  json: `'[{"description":"A line of the usual length, of which there are two or three in most","quantity":1}]'::jsonb`,
}

/** The values a column may have that are listed in what may be sent, not in the table. */
function listedIn({ create }: Entity, name: string): readonly string[] | undefined {
  const schema = create.shape[name]
  const told =
    schema && (z.toJSONSchema(schema as z.ZodType, { unrepresentable: 'any' }) as { enum?: string[] })
  return told?.enum
}

function lookupValue(entity: Entity, { name }: Field, { found = {} }: ManyRows): string {
  const value = found[`${entity.name}.${name}`]
  if (value === undefined) throw new Error(`Say what "${name}" of ${entity.name} holds where it is found.`)
  return `case when d.n % 1000 = 0 then ${escapeLiteral(value)} when random() < 0.5 then md5(d.n::text) end`
}
