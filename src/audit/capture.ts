/**
 * Capture: how a change of a row becomes a row of the log, inside the same transaction, whoever makes it.
 *
 * Each table has a trigger function of its own that names its columns: an allow-list in code, so that what is not named
 * cannot be recorded. One function for all tables would have to find the columns of each row anew, and costs a write
 * for (docs/decisions/0005).
 */
import { type Classified, identifier } from './classification.ts'

/** `customers` → `audit.capture_customers()` */
export const captureName = ({ table }: Pick<Classified, 'table'>): string =>
  `audit.capture_${identifier(table)}()`

/** The body of a table's capture function; two classifications that mean the same have the same. */
export function captureSource({ table, key, audited, redacted }: Classified): string {
  const shown = sorted(audited)
  const hidden = sorted(redacted)
  const newHidden = those(hidden, (column) => `NEW.${column} IS NOT NULL`)
  const oldHidden = those(hidden, (column) => `OLD.${column} IS NOT NULL`)
  return `
DECLARE
  ctx audit.actor := audit.context();
  same text[];
  hidden text[];
  details jsonb;
  row_key text;
BEGIN
  IF TG_OP = 'INSERT' THEN
    row_key := NEW.${identifier(key)};
    hidden := ${newHidden};
    details := jsonb_build_object('new', ${values('NEW', shown)}, 'redacted', to_jsonb(hidden));
  ELSIF TG_OP = 'UPDATE' THEN
    row_key := NEW.${identifier(key)};
    same := ${those(shown, (column) => `NEW.${column} IS NOT DISTINCT FROM OLD.${column}`)};
    hidden := ${those(hidden, (column) => `NEW.${column} IS DISTINCT FROM OLD.${column}`)};
    IF cardinality(same) = ${shown.length} AND cardinality(hidden) = 0 THEN RETURN NULL; END IF;
    details := jsonb_build_object('old', ${values('OLD', shown)} - same, 'new', ${values('NEW', shown)} - same, 'redacted', to_jsonb(hidden));
  ELSE
    row_key := OLD.${identifier(key)};
    hidden := ${oldHidden};
    details := jsonb_build_object('old', ${values('OLD', shown)}, 'redacted', to_jsonb(hidden));
  END IF;
  INSERT INTO public.audit_logs (actor_kind, user_id, session_id, action, request_id, ip_address, user_agent, operation, entity, entity_id, details)
  VALUES (ctx.actor_kind, ctx.user_id, ctx.session_id, ctx.action, ctx.request_id, ctx.ip_address, ctx.user_agent,
    TG_OP, '${identifier(table)}', row_key, details);
  RETURN NULL;
END `
}

/** The SQL that watches a table and only then opens it to the app; it may be run again after a change of the lists. */
export function captureSql(classified: Classified): string {
  const table = `public.${identifier(classified.table)}`
  const verbs = classified.removable ? 'SELECT, INSERT, UPDATE, DELETE' : 'SELECT, INSERT, UPDATE'
  const name = captureName(classified)
  return [
    `-- ${table}: what the log keeps of it, and what the app may do with it.`,
    'SET LOCAL ROLE audit_owner;',
    `CREATE OR REPLACE FUNCTION ${name} RETURNS trigger`,
    `LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $capture$${captureSource(classified)}$capture$;`,
    `REVOKE ALL ON FUNCTION ${name} FROM PUBLIC;`,
    // To attach it; a trigger fires without this.
    `GRANT EXECUTE ON FUNCTION ${name} TO app_owner;`,
    'SET LOCAL ROLE app_owner;',
    `CREATE OR REPLACE TRIGGER audit_capture AFTER INSERT OR UPDATE OR DELETE ON ${table}`,
    `  FOR EACH ROW EXECUTE FUNCTION ${name};`,
    `CREATE OR REPLACE TRIGGER audit_no_truncate BEFORE TRUNCATE ON ${table}`,
    '  FOR EACH STATEMENT EXECUTE FUNCTION audit.forbid();',
    `ALTER TABLE ${table} ENABLE ALWAYS TRIGGER audit_capture, ENABLE ALWAYS TRIGGER audit_no_truncate;`,
    `REVOKE ALL ON ${table} FROM app;`,
    `GRANT ${verbs} ON ${table} TO app;`,
    '',
  ].join('\n')
}

const sorted = (columns: readonly string[]) => [...columns].sort().map(identifier)

/** A Postgres function takes at most 100 arguments: two for each column. */
const maxColumns = 50

/** The values of the columns by their names. */
function values(row: 'OLD' | 'NEW', columns: readonly string[]): string {
  const pairs = columns.slice(0, maxColumns).map((column) => `'${column}', ${row}.${column}`)
  const first = `jsonb_build_object(${pairs.join(', ')})`
  return columns.length > maxColumns ? `(${first} || ${values(row, columns.slice(maxColumns))})` : first
}

/** The names of the columns of which it is true, as a text array. */
const those = (columns: readonly string[], is: (column: string) => string) =>
  columns.length > 0
    ? `array_remove(ARRAY[${columns.map((column) => `CASE WHEN ${is(column)} THEN '${column}' END`).join(', ')}], NULL)`
    : `'{}'::text[]`
