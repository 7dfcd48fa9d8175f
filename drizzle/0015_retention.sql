-- Retention: months of the log go whole, when the operator's period is over and all of them is sealed; their leaves stay in the tree.
SET LOCAL ROLE audit_owner;

-- How long the log is kept. The newest row counts; none: for ever. Only the migrator may say so.
CREATE TABLE public.audit_retention (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  months integer NOT NULL CHECK (months BETWEEN 3 AND 1200),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Which months are gone, what leaves they had, and the event that says so.
CREATE TABLE public.audit_retired (
  month date PRIMARY KEY,
  records bigint NOT NULL,
  first_seq bigint,
  last_seq bigint,
  event_id bigint NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

DO $$
DECLARE
  part text;
BEGIN
  FOREACH part IN ARRAY ARRAY['audit_retention', 'audit_retired'] LOOP
    EXECUTE format('CREATE TRIGGER audit_no_rewrite BEFORE UPDATE OR DELETE ON public.%I FOR EACH ROW EXECUTE FUNCTION audit.forbid()', part);
    EXECUTE format('CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.%I FOR EACH STATEMENT EXECUTE FUNCTION audit.forbid()', part);
    EXECUTE format('ALTER TABLE public.%I ENABLE ALWAYS TRIGGER audit_no_rewrite, ENABLE ALWAYS TRIGGER audit_no_truncate', part);
    EXECUTE format('GRANT SELECT ON public.%I TO app, sealer, reader', part);
  END LOOP;
END $$;

CREATE FUNCTION audit.retain(months integer) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  INSERT INTO public.audit_retention (months) VALUES (retain.months);
  PERFORM set_config('app.ctx', '{"actor_kind":"system","action":"cli:audit-retain"}', true);
  PERFORM audit.event('audit.retention.set', 'audit_logs', NULL, 'success', jsonb_build_object('months', retain.months));
END $$;

-- Drops the oldest month whose time is over, and gives its name; nothing where none is, or where a record of it is not sealed and under
-- a head that was published (where there are anchors). How long is kept is not the caller's to say.
CREATE FUNCTION audit.retire_month() RETURNS date
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' SET lock_timeout = '2s' SET timezone = 'UTC' AS $$
DECLARE
  kept integer := (SELECT r.months FROM public.audit_retention r ORDER BY r.id DESC LIMIT 1);
  sealed bigint := least((SELECT max(c.size) FROM public.audit_checkpoints c),
    coalesce((SELECT max(a.size) FROM public.audit_anchorings a), 9223372036854775807));
  part record;
  gone record;
  number bigint;
BEGIN
  IF kept IS NULL THEN RETURN NULL; END IF;
  PERFORM pg_advisory_xact_lock(hashtext('audit.prepare_partitions'));
  SELECT c.oid::regclass AS name, to_date(right(c.relname, 7), 'YYYY_MM') AS month INTO part
    FROM pg_partition_tree('public.audit_logs') t JOIN pg_class c ON c.oid = t.relid
    WHERE c.relname ~ '^audit_logs_\d{4}_\d\d$'
      AND to_date(right(c.relname, 7), 'YYYY_MM') + make_interval(months => 1 + kept) <= now()
    ORDER BY 2 LIMIT 1;
  IF part.name IS NULL THEN RETURN NULL; END IF;
  EXECUTE format('SELECT count(*) AS records, min(f.seq) AS first_seq, max(f.seq) AS last_seq,
    count(*) FILTER (WHERE f.seq IS NULL OR f.seq >= $1) AS open
    FROM %s l LEFT JOIN public.audit_leaves f ON f.log_id = l.id', part.name) INTO gone USING sealed;
  IF gone.open > 0 THEN RETURN NULL; END IF;
  number := audit.event('audit.month.retired', 'audit_logs', to_char(part.month, 'YYYY-MM'), 'success',
    jsonb_build_object('records', gone.records, 'firstSeq', gone.first_seq, 'lastSeq', gone.last_seq));
  INSERT INTO public.audit_retired (month, records, first_seq, last_seq, event_id)
    VALUES (part.month, gone.records, gone.first_seq, gone.last_seq, number);
  EXECUTE format('DROP TABLE %s', part.name);
  RETURN part.month;
END $$;

REVOKE ALL ON FUNCTION audit.retain(integer), audit.retire_month() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.retain(integer) TO migrator;
GRANT EXECUTE ON FUNCTION audit.retire_month() TO app;
