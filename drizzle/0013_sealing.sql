-- Sealing: the log becomes the leaves of a Merkle tree (RFC 6962), whose signed heads are published elsewhere.
-- The columns are repeated for typed reading in src/audit/tables.ts; a test compares them.
SET LOCAL ROLE audit_owner;

-- What a record holds of people is committed to under a salt, so that it can be taken away and the tree still holds.
ALTER TABLE public.audit_logs
  ADD COLUMN salt uuid DEFAULT gen_random_uuid(),
  -- Of a record that was erased: what its leaf was made with, and the event that says so.
  ADD COLUMN commitment bytea,
  ADD COLUMN erased_by bigint;

-- SHA-256 over the salt and the hashes of the parts, of which an absent one is all zeros. src/audit/entry.ts computes the same.
CREATE FUNCTION audit.commitment(salt uuid, details jsonb, ip_address text, user_agent text) RETURNS bytea
LANGUAGE sql STABLE SET search_path = '' AS $$
  SELECT sha256(uuid_send(salt) || sha256(convert_to(details::text, 'UTF8'))
    || coalesce(sha256(convert_to(ip_address, 'UTF8')), decode(repeat('00', 32), 'hex'))
    || coalesce(sha256(convert_to(user_agent, 'UTF8')), decode(repeat('00', 32), 'hex')))
$$;

-- The one change that a record can undergo: it loses what is personal, keeps its commitment, and names an event that says why.
CREATE FUNCTION audit.forbid_rewrite() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
  bare record := OLD;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    bare.commitment := audit.commitment(OLD.salt, OLD.details, OLD.ip_address, OLD.user_agent);
    bare.salt := NULL;
    bare.details := '{}';
    bare.ip_address := NULL;
    bare.user_agent := NULL;
    bare.erased_by := NEW.erased_by;
    IF OLD.erased_by IS NULL AND NEW.erased_by > OLD.id AND NEW IS NOT DISTINCT FROM bare
      AND EXISTS (SELECT FROM public.audit_logs e WHERE e.id = NEW.erased_by AND e.action = 'audit.erased') THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'audit: % on % is forbidden', TG_OP, TG_TABLE_NAME USING ERRCODE = '42501';
END $$;

DROP TRIGGER audit_no_rewrite ON public.audit_logs;
CREATE TRIGGER audit_no_rewrite BEFORE UPDATE OR DELETE ON public.audit_logs
  FOR EACH ROW EXECUTE FUNCTION audit.forbid_rewrite();
DO $$
DECLARE
  part regclass;
BEGIN
  FOR part IN SELECT relid FROM pg_partition_tree('public.audit_logs') LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER audit_no_rewrite', part);
  END LOOP;
END $$;

-- Takes what is personal out of at most so many records of somebody who was erased: of what they did, of what happened to their
-- account, and of the rows that they made. Says of how many; each batch leaves an event that says so as well.
CREATE FUNCTION audit.erase(subject uuid, at_most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  theirs bigint[];
  number bigint;
BEGIN
  IF NOT EXISTS (SELECT FROM public.users u WHERE u.id = subject AND u.erased_at IS NOT NULL) THEN
    RAISE EXCEPTION 'audit: this person was not erased' USING ERRCODE = '42501';
  END IF;
  SELECT array_agg(t.id) INTO theirs FROM (
    SELECT l.id FROM public.audit_logs l WHERE l.user_id = subject AND l.erased_by IS NULL
    UNION
    SELECT l.id FROM public.audit_logs l
      WHERE l.entity = 'users' AND l.entity_id = subject::text AND l.erased_by IS NULL AND l.action <> 'audit.erased'
    UNION
    SELECT l.id FROM public.audit_logs made JOIN public.audit_logs l ON l.entity = made.entity AND l.entity_id = made.entity_id
      WHERE made.user_id = subject AND made.operation = 'INSERT' AND l.erased_by IS NULL
    LIMIT least(at_most, 10000)) t;
  IF theirs IS NULL THEN RETURN 0; END IF;
  number := audit.event('audit.erased', 'users', subject::text, 'success', jsonb_build_object('records', cardinality(theirs)));
  UPDATE public.audit_logs l SET erased_by = number, salt = NULL, details = '{}', ip_address = NULL, user_agent = NULL,
      commitment = audit.commitment(l.salt, l.details, l.ip_address, l.user_agent)
    WHERE l.id = ANY (theirs);
  RETURN cardinality(theirs);
END $$;

-- A logical restore begins transaction numbers anew: what is written after it belongs to a later epoch, and sorts behind.
-- To be called after the restore and before anybody writes.
CREATE FUNCTION audit.raise_epoch() RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
DECLARE
  raised integer := 1 + greatest(1, (SELECT max(l.epoch) FROM public.audit_logs l), (SELECT max(c.epoch) FROM public.audit_checkpoints c));
BEGIN
  EXECUTE format('ALTER TABLE public.audit_logs ALTER COLUMN epoch SET DEFAULT %s', raised);
  PERFORM set_config('app.ctx', '{"actor_kind":"system","action":"cli:raise-epoch"}', true);
  PERFORM audit.event('audit.epoch.raised', 'audit_logs', NULL, 'success', jsonb_build_object('epoch', raised));
  RETURN raised;
END $$;

-- One row for each head of the tree, signed. (epoch, last_xid, last_id) is the last record under it.
CREATE TABLE public.audit_checkpoints (
  size bigint PRIMARY KEY CHECK (size > 0),
  epoch integer NOT NULL,
  last_xid xid8 NOT NULL,
  last_id bigint NOT NULL,
  root bytea NOT NULL CHECK (octet_length(root) = 32),
  note text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- One row for each sealed record: its place in the tree, counted from 0 without a gap, and the hash of its leaf.
CREATE TABLE public.audit_leaves (
  seq bigint PRIMARY KEY CHECK (seq >= 0),
  log_id bigint NOT NULL UNIQUE,
  hash bytea NOT NULL CHECK (octet_length(hash) = 32)
);

-- The root of each full tile (C2SP tlog-tiles): 256 hashes of the level below. A tile itself is a range of leaves, or of these.
CREATE TABLE public.audit_tiles (
  level integer NOT NULL CHECK (level BETWEEN 0 AND 6),
  index bigint NOT NULL CHECK (index >= 0),
  root bytea NOT NULL CHECK (octet_length(root) = 32),
  PRIMARY KEY (level, index)
);

-- Which head was published where.
CREATE TABLE public.audit_anchorings (
  anchor text NOT NULL,
  size bigint NOT NULL,
  -- Signature lines of who signs as well.
  cosignatures text,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (anchor, size)
);

DO $$
DECLARE
  part text;
BEGIN
  FOREACH part IN ARRAY ARRAY['audit_checkpoints', 'audit_leaves', 'audit_tiles', 'audit_anchorings'] LOOP
    EXECUTE format('CREATE TRIGGER audit_no_rewrite BEFORE UPDATE OR DELETE ON public.%I FOR EACH ROW EXECUTE FUNCTION audit.forbid()', part);
    EXECUTE format('CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.%I FOR EACH STATEMENT EXECUTE FUNCTION audit.forbid()', part);
    EXECUTE format('ALTER TABLE public.%I ENABLE ALWAYS TRIGGER audit_no_rewrite, ENABLE ALWAYS TRIGGER audit_no_truncate', part);
    EXECUTE format('GRANT SELECT ON public.%I TO app, sealer, reader', part);
    EXECUTE format('GRANT INSERT ON public.%I TO sealer', part);
  END LOOP;
END $$;

REVOKE ALL ON FUNCTION audit.commitment(uuid, jsonb, text, text), audit.forbid_rewrite(), audit.erase(uuid, integer), audit.raise_epoch() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.erase(uuid, integer) TO app;
GRANT EXECUTE ON FUNCTION audit.raise_epoch() TO migrator;
GRANT EXECUTE ON FUNCTION audit.event(text, text, text, text, jsonb) TO sealer;

SET LOCAL ROLE app_owner;
-- Whether somebody was erased is all that the log's owner asks of them.
GRANT SELECT (id, erased_at) ON public.users TO audit_owner;
-- Not the app: who could hold this lease could hold up the sealing.
GRANT SELECT, INSERT, UPDATE ON public.leases TO sealer;
