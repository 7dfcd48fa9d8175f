-- Who may act on this database. Roles belong to the whole cluster, so every step here tolerates
-- finding its work done, or being done this moment from another database of the same cluster.
-- Run as the operator's own login (a superuser, or CREATEROLE and owner of the database).
RESET ROLE;

DO $$
DECLARE
  wanted record;
BEGIN
  FOR wanted IN
    SELECT * FROM (VALUES
      ('app_owner', 'NOLOGIN'),   -- owns the tables
      ('audit_owner', 'NOLOGIN'), -- owns the log and the functions that write it
      ('migrator', 'LOGIN'),      -- changes the schema; CI and `holdfast migrate` only
      ('app', 'LOGIN'),           -- the API
      ('sealer', 'LOGIN'),        -- reads the log and seals it
      ('reader', 'LOGIN')         -- reads the log
    ) AS r(name, login)
  LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted.name) THEN
      BEGIN
        -- No passwords: the operator sets them, and without one only a trusted connection gets in.
        EXECUTE format('CREATE ROLE %I %s NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS', wanted.name, wanted.login);
      EXCEPTION
        WHEN duplicate_object OR unique_violation THEN NULL;
        WHEN insufficient_privilege THEN
          -- Managed services reserve some attributes even in their negative form.
          EXECUTE format('CREATE ROLE %I %s', wanted.name, wanted.login);
      END;
    END IF;
  END LOOP;
END $$;

-- The migrator and the operator who runs this may act as both owners.
DO $$
DECLARE
  owner text;
  member text;
  enough text := CASE WHEN current_setting('server_version_num')::int < 160000 THEN 'MEMBER' ELSE 'SET' END;
BEGIN
  FOREACH owner IN ARRAY ARRAY['app_owner', 'audit_owner'] LOOP
    FOREACH member IN ARRAY ARRAY['migrator', session_user::text] LOOP
      FOR attempt IN 1..20 LOOP
        -- A superuser may act as anyone; pg_has_role says so.
        EXIT WHEN pg_has_role(member, owner, enough);
        BEGIN
          EXECUTE format('GRANT %I TO %I', owner, member);
        EXCEPTION
          WHEN unique_violation OR internal_error THEN PERFORM pg_sleep(0.05); -- "tuple concurrently updated"
        END;
      END LOOP;
    END LOOP;
  END LOOP;
END $$;

-- Limits that hold even if the app forgets to set its own. Seen by every database, hence only set where missing.
DO $$
DECLARE
  wanted record;
BEGIN
  FOR wanted IN
    SELECT r.name, s.setting, s.value
    FROM unnest(ARRAY['app', 'sealer', 'reader']) AS r(name),
      (VALUES ('statement_timeout', '10s'), ('lock_timeout', '5s'), ('idle_in_transaction_session_timeout', '10s')) AS s(setting, value)
  LOOP
    FOR attempt IN 1..20 LOOP
      EXIT WHEN EXISTS (
        SELECT FROM pg_db_role_setting c JOIN pg_roles r ON r.oid = c.setrole, unnest(c.setconfig) AS line
        WHERE c.setdatabase = 0 AND r.rolname = wanted.name AND line LIKE wanted.setting || '=%');
      BEGIN
        EXECUTE format('ALTER ROLE %I SET %I = %L', wanted.name, wanted.setting, wanted.value);
      EXCEPTION
        WHEN unique_violation OR internal_error THEN PERFORM pg_sleep(0.05);
        WHEN insufficient_privilege THEN RAISE WARNING 'role %: % could not be set', wanted.name, wanted.setting; EXIT;
      END;
    END LOOP;
  END LOOP;
END $$;

-- Nobody makes anything here but the owners: an unwatched table, a temporary one included, would be unaudited storage.
DO $$
BEGIN
  EXECUTE format('REVOKE CREATE, TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CREATE ON DATABASE %I TO app_owner, audit_owner', current_database());
END $$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO app_owner, audit_owner;
GRANT USAGE ON SCHEMA public TO app, sealer, reader;

CREATE SCHEMA audit AUTHORIZATION audit_owner;

-- Large objects have no triggers. Their functions belong to the cluster's superuser, and only he can close them.
DO $$
DECLARE
  opened regprocedure;
BEGIN
  FOR opened IN
    SELECT oid::regprocedure FROM pg_proc
    WHERE pronamespace = 'pg_catalog'::regnamespace AND (proname LIKE 'lo\_%' OR proname IN ('loread', 'lowrite'))
  LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', opened);
  END LOOP;
EXCEPTION
  WHEN insufficient_privilege THEN RAISE WARNING 'large objects stay open: only a superuser can close them';
END $$;

-- The list of applied migrations was begun by whoever ran this; from here on it belongs to the owner of the tables.
ALTER TABLE public.holdfast_migrations OWNER TO app_owner;
GRANT SELECT ON public.holdfast_migrations TO app, sealer, reader;

-- A new table is open to nobody until a migration says to whom; let a new function be so too.
ALTER DEFAULT PRIVILEGES FOR ROLE app_owner, audit_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
