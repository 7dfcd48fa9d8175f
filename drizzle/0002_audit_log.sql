-- The log: what changed, who did it, whence. Written by functions of its owner only, and never rewritten.
-- Its columns are repeated for typed reading in src/audit/tables.ts; a test compares the two.
SET LOCAL ROLE audit_owner;

CREATE TABLE public.audit_logs (
  id bigint GENERATED ALWAYS AS IDENTITY,
  epoch integer NOT NULL DEFAULT 1,
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  db_role text NOT NULL DEFAULT session_user,
  db_addr text DEFAULT host(inet_client_addr()),
  actor_kind text NOT NULL,
  user_id uuid,
  session_id uuid,
  action text NOT NULL,
  request_id uuid,
  ip_address text,
  user_agent text,
  operation text NOT NULL CHECK (operation IN ('INSERT', 'UPDATE', 'DELETE', 'EVENT')),
  entity text NOT NULL,
  entity_id text,
  outcome text NOT NULL DEFAULT 'success' CHECK (outcome IN ('success', 'denied', 'failure')),
  details jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (id, created_at)
) PARTITION BY RANGE (created_at);

CREATE INDEX audit_logs_entity ON public.audit_logs (entity, entity_id, id);
CREATE INDEX audit_logs_order ON public.audit_logs (epoch, xid, id);
-- What did this person do? 3 of the 60 µs that a recorded change costs.
CREATE INDEX audit_logs_user ON public.audit_logs (user_id, id);

CREATE FUNCTION audit.forbid() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  RAISE EXCEPTION 'audit: % on % is forbidden', TG_OP, TG_TABLE_NAME USING ERRCODE = '42501';
END $$;

CREATE TRIGGER audit_no_rewrite BEFORE UPDATE OR DELETE ON public.audit_logs
  FOR EACH ROW EXECUTE FUNCTION audit.forbid();
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.audit_logs
  FOR EACH STATEMENT EXECUTE FUNCTION audit.forbid();
ALTER TABLE public.audit_logs ENABLE ALWAYS TRIGGER audit_no_rewrite, ENABLE ALWAYS TRIGGER audit_no_truncate;

-- A month's partition is dropped whole when its time is over; nothing is ever deleted row by row.
-- The default one takes what no month was made for: a write never fails for want of a partition.
-- Statement triggers are not inherited, so each partition gets its own.
CREATE TABLE public.audit_logs_rest PARTITION OF public.audit_logs DEFAULT;
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.audit_logs_rest
  FOR EACH STATEMENT EXECUTE FUNCTION audit.forbid();
ALTER TABLE public.audit_logs_rest ENABLE ALWAYS TRIGGER audit_no_rewrite, ENABLE ALWAYS TRIGGER audit_no_truncate;

-- Makes this month's partition and those of the next months, and says how many it made.
-- A month of which rows already lie in the default partition stays there: moving them would be rewriting.
CREATE FUNCTION audit.prepare_partitions(months integer DEFAULT 3) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' SET lock_timeout = '2s' SET timezone = 'UTC' AS $$
DECLARE
  month timestamptz;
  part text;
  made integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('audit.prepare_partitions'));
  FOR ahead IN 0 .. least(months, 24) LOOP
    month := date_trunc('month', now()) + make_interval(months => ahead);
    part := 'audit_logs_' || to_char(month, 'YYYY_MM');
    CONTINUE WHEN to_regclass('public.' || part) IS NOT NULL
      OR EXISTS (SELECT FROM public.audit_logs_rest r WHERE r.created_at >= month AND r.created_at < month + interval '1 month');
    -- Attached, not created as a partition: that takes no lock that a writer would wait for.
    EXECUTE format('CREATE TABLE public.%I (LIKE public.audit_logs INCLUDING CONSTRAINTS)', part);
    EXECUTE format('ALTER TABLE public.audit_logs ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
      part, month, month + interval '1 month');
    EXECUTE format('CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.%I FOR EACH STATEMENT EXECUTE FUNCTION audit.forbid()', part);
    EXECUTE format('ALTER TABLE public.%I ENABLE ALWAYS TRIGGER audit_no_rewrite, ENABLE ALWAYS TRIGGER audit_no_truncate', part);
    made := made + 1;
  END LOOP;
  RETURN made;
END $$;

SELECT audit.prepare_partitions();

-- Who acts, and whence. Read whole from the transaction's `app.ctx`: key by key it would cost a write a tenth more.
CREATE TYPE audit.actor AS (
  actor_kind text, user_id uuid, session_id uuid, action text, request_id uuid, ip_address text, user_agent text
);

-- Whatever is wrong with it, the write fails: an unnamed change is no change. The value itself stays out of the message.
CREATE FUNCTION audit.context() RETURNS audit.actor LANGUAGE plpgsql STABLE SET search_path = '' AS $$
DECLARE
  ctx audit.actor;
BEGIN
  ctx := jsonb_populate_record(NULL::audit.actor, nullif(current_setting('app.ctx', true), '')::jsonb);
  IF ctx.action <> '' AND ctx.actor_kind <> '' AND (ctx.actor_kind <> 'user' OR ctx.user_id IS NOT NULL) THEN
    RETURN ctx;
  END IF;
  RAISE EXCEPTION 'audit: a write needs an actor context' USING ERRCODE = '28000';
EXCEPTION
  WHEN data_exception THEN
    RAISE EXCEPTION 'audit: the actor context cannot be read' USING ERRCODE = '28000';
END $$;

-- What changes no row: a sign-in, a refusal, an export. `action` is the event's own, who and whence are the context's.
CREATE FUNCTION audit.event(action text, entity text, entity_id text, outcome text, details jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  ctx audit.actor := audit.context();
  number bigint;
BEGIN
  INSERT INTO public.audit_logs AS l (actor_kind, user_id, session_id, action, request_id, ip_address, user_agent, operation, entity, entity_id, outcome, details)
  VALUES (ctx.actor_kind, ctx.user_id, ctx.session_id, event.action, ctx.request_id,
    ctx.ip_address, ctx.user_agent, 'EVENT', event.entity, event.entity_id, event.outcome, coalesce(event.details, '{}'))
  RETURNING l.id INTO number;
  RETURN number;
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA audit FROM PUBLIC;
GRANT USAGE ON SCHEMA audit TO app_owner, app, sealer, reader;
-- To attach them to tables; a trigger fires without this.
GRANT EXECUTE ON FUNCTION audit.forbid() TO app_owner;
GRANT EXECUTE ON FUNCTION audit.event(text, text, text, text, jsonb), audit.prepare_partitions(integer) TO app;
GRANT SELECT ON public.audit_logs TO app, sealer, reader;
