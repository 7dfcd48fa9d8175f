/** What is said to a database around a dump: it is empty before, holds what the manifest says after, and its log begins a new epoch. */
import { migrations } from '../store/migrations.ts'
import type { Manifest } from './manifest.ts'

/** True where somebody has made anything in this database. What belongs to an extension is nobody's. */
export const inhabited = `exists (
  select from pg_catalog.pg_namespace n left join pg_catalog.pg_class c on c.relnamespace = n.oid
  where n.nspname <> 'information_schema' and n.nspname !~ '^pg_' and (n.nspname <> 'public' or c.oid is not null)
    and not exists (select from pg_catalog.pg_depend d where d.deptype = 'e' and d.objid in (n.oid, c.oid)))`

/** The roles belong to the cluster, and a dump does not hold them. The first migration makes them, and minds none that is there. */
export function rolesScript(): string {
  const [{ sql } = { sql: '' }] = migrations
  const end = sql.indexOf('REVOKE ALL ON SCHEMA public')
  if (end < 0) throw new Error('the first migration makes no roles.')
  return sql.slice(0, end)
}

/** The lock is that of who migrates. */
export const beforeDump = `select pg_advisory_xact_lock(7165736469);
do $$ begin if ${inhabited} then raise exception 'the database is not empty'; end if; end $$;`

/** A logical restore begins the numbers of transactions anew: without a new epoch nothing that is written after it is ever sealed. */
export const afterDump = ({ rows }: Pick<Manifest, 'rows'>): string => `do $$
declare one record; found bigint;
begin
  for one in select * from pg_catalog.json_each_text('${JSON.stringify(rows).replaceAll("'", "''")}') loop
    execute 'select count(*) from ' || one.key into found;
    if found <> one.value::bigint then raise exception 'the table % has % rows, and % in the manifest', one.key, found, one.value; end if;
  end loop;
  if to_regprocedure('audit.raise_epoch()') is not null then
    perform audit.prepare_partitions();
    perform audit.raise_epoch();
  end if;
end $$;`
