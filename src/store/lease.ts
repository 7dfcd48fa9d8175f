/**
 * A lease: where one is enough, who leads for the next seconds. Whoever holds it takes it again before it ends; whoever dies is
 * followed when it has ended. The fence rises with each new holder and goes into what the holder writes, so that one who was
 * away for too long writes nothing any more. Time is the database's.
 */
import { type SQL, sql } from 'drizzle-orm'
import { prepare } from './statement.ts'

const { placeholder } = sql

/** Takes or keeps it: one row with the `fence`, or none where somebody else holds it. Values: `lease`, `holder`, `seconds`. */
export const takeLease = prepare(sql`insert into leases as held (name, holder, until)
  values (${placeholder('lease')}, ${placeholder('holder')}::uuid, clock_timestamp() + make_interval(secs => ${placeholder('seconds')}::float8))
  on conflict (name) do update set holder = excluded.holder, until = excluded.until,
    fence = held.fence + case when held.holder = excluded.holder then 0 else 1 end
  where held.holder = excluded.holder or held.until < clock_timestamp()
  returning fence::text`)

/** Ends it, so that who is next need not wait. Values: `lease`, `holder`. */
export const endLease = prepare(sql`update leases set until = clock_timestamp()
  where name = ${placeholder('lease')} and holder = ${placeholder('holder')}::uuid`)

/** Is it still held under this fence? Values: `lease`, `holder`, `fence`. */
export const holdsLease: SQL = sql`exists (select from leases where name = ${placeholder('lease')}
  and holder = ${placeholder('holder')}::uuid and fence = ${placeholder('fence')}::bigint and until > clock_timestamp())`
