/**
 * Is every change that the app can make recorded? Asked of the database itself: at boot, by `holdfast doctor`, in CI.
 *
 * A table the app may write has the capture trigger on all three events, firing always, with exactly the function that its
 * classification makes, and a guard against TRUNCATE; or it is exempt, with a reason. The log refuses rewriting, and the app's
 * role can make nothing unwatched. Whether the server keeps what it acknowledges: `store/server.ts`.
 */
import type { Database } from '../ports/database.ts'
import type { Covered } from '../store/schema/covered.ts'
import { captureName, captureSource } from './capture.ts'
import type { Coverage } from './classification.ts'

export interface Gap {
  /** The table; or `role app`, `session`. */
  readonly table: string
  /** What is wrong with it: a sentence's predicate. */
  readonly problem: string
}

export interface CompletenessOptions {
  /** Also ask whether the login that is asking could get around all this: true where the app itself asks in production. */
  readonly session?: boolean
  /**
   * How a program of another version left the tables, where the two are apart: a table that we do not know is borne if it is
   * captured as that one wrote down, and one that we know may be captured so as well.
   */
  readonly covered?: Covered | undefined
}

/** Empty when nothing can escape. Throws `DatabaseError` where the database cannot be asked. */
export async function completeness(
  database: Pick<Database, 'query'>,
  { classified, exempt }: Coverage,
  { session = false, covered }: CompletenessOptions = {},
): Promise<readonly Gap[]> {
  const expected = classified.map((one) => ({
    table: one.table,
    function: captureName(one),
    source: captureSource(one),
  }))
  const exempted = [...Object.keys(exempt), ...(covered?.exempt ?? [])]
  const params = [
    JSON.stringify(expected),
    JSON.stringify(exempted),
    session,
    JSON.stringify(covered?.captures ?? {}),
  ]
  const rows = await database.query({ text: gaps, params })
  return rows.map(({ table, problem }) => ({ table: String(table), problem: String(problem) }))
}

/** pg_trigger.tgtype: row 1, before 2, insert 4, delete 8, update 16, truncate 32. */
const gaps = `with
expected as (select * from jsonb_to_recordset($1::jsonb) as e("table" text, function text, source text)),
elsewhere as (select key as function, value as hash from jsonb_each_text($4::jsonb)),
exempt as (select jsonb_array_elements_text($2::jsonb) as "table"),
app as (select * from pg_roles where rolname = 'app'),
tables as (
  select c.oid, c.relispartition, case n.nspname when 'public' then c.relname else n.nspname || '.' || c.relname end as "table"
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'f') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'),
writable as (
  select t.* from tables t, app where "table" not in (select "table" from exempt)
    and (has_table_privilege(app.oid, t.oid, 'INSERT, UPDATE, DELETE, TRUNCATE') or has_any_column_privilege(app.oid, t.oid, 'INSERT, UPDATE'))),
triggers as (
  select tgrelid, tgtype, tgenabled = 'A' as always, tgfoid, tgqual is not null or tgattr <> '' as partial,
    tgfoid in (to_regprocedure('audit.forbid()'), to_regprocedure('audit.forbid_rewrite()')) as forbids
  from pg_trigger where not tgisinternal or tgparentid <> 0),
watched as (
  select w."table", e.source, o.hash, encode(sha256(convert_to(p.prosrc, 'UTF8')), 'hex') as found, t.*, p.oid as captures, p.prosrc, p.proowner = to_regrole('audit_owner') and p.prosecdef
      and p.proconfig = array['search_path=""'] and p.prolang = (select oid from pg_language where lanname = 'plpgsql') as safe
  from writable w left join expected e using ("table") left join elsewhere o on o.function = 'capture_' || w."table"
  left join pg_proc p on p.oid = to_regprocedure(coalesce(e.function, 'audit.' || quote_ident(o.function) || '()'))
  left join triggers t on t.tgrelid = w.oid and t.tgfoid = p.oid),
capture as (
  select w."table", p.problem from watched w, lateral (values
    (w.source is null and w.hash is null, 'can be written by the app, but is neither classified nor exempt'),
    (w.tgrelid is null, 'has no capture trigger'),
    (not w.always, 'has a capture trigger that does not fire always'),
    (w.tgtype <> 29, 'has a capture trigger that misses INSERT, UPDATE or DELETE of single rows'),
    (w.partial, 'has a capture trigger with a condition'),
    (w.prosrc is distinct from w.source and w.found <> coalesce(w.hash, ''), 'has a capture function that is not the one its classification makes'),
    (w.safe is not true and w.captures is not null, 'has a capture function that does not run as the owner of the log')) as p(broken, problem)
  where p.broken),
guard as (
  select w."table", 'has no guard against TRUNCATE that fires always' as problem from writable w
  where not exists (select from triggers t where t.tgrelid = w.oid and t.forbids and t.always and t.tgtype = 34)),
missing as (
  select "table", 'is classified but does not exist' as problem from expected where "table" not in (select "table" from tables)),
log as (
  select t."table", 'can be rewritten: a guard against UPDATE, DELETE or TRUNCATE is missing or does not fire always' as problem
  from (select relid from pg_partition_tree('public.audit_logs')
    union all select to_regclass(part) from unnest(array['audit_checkpoints', 'audit_leaves', 'audit_tiles', 'audit_anchorings', 'audit_retention', 'audit_retired']) part) p
  join tables t on t.oid = p.relid
  where (select count(distinct g.tgtype) from triggers g where g.tgrelid = t.oid and g.forbids and g.always and g.tgtype in (27, 34)) < 2),
role as (
  select 'role app' as "table", p.problem from app, lateral (values
    (app.rolsuper or app.rolbypassrls or app.rolreplication or app.rolcreaterole, 'has an attribute that lifts it above its grants'),
    (exists (select from pg_roles r where r.rolname in ('app_owner', 'audit_owner', 'migrator') and pg_has_role(app.oid, r.oid, 'MEMBER')), 'may act as an owner'),
    (has_database_privilege(app.oid, current_database(), 'CREATE, TEMPORARY'), 'may make schemas or temporary tables'),
    (exists (select from pg_namespace n where n.nspname !~ '^pg_' and has_schema_privilege(app.oid, n.oid, 'CREATE')), 'may make tables')) as p(broken, problem)
  where p.broken
  union all select 'role app', 'does not exist' where not exists (select from app)),
session as (
  select 'session' as "table", 'is logged in as ' || current_user || ', which could disable all this' as problem from pg_roles r
  where $3::boolean and r.rolname = current_user and (r.rolsuper or exists (
    select from pg_roles o where o.rolname in ('app_owner', 'audit_owner') and pg_has_role(o.oid, 'MEMBER'))))
select * from capture union all select * from guard union all select * from missing union all select * from log
union all select * from role union all select * from session
order by 1, 2`
