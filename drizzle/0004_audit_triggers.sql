-- public.users: what the log keeps of it, and what the app may do with it.
SET LOCAL ROLE audit_owner;
CREATE OR REPLACE FUNCTION audit.capture_users() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $capture$
DECLARE
  ctx audit.actor := audit.context();
  same text[];
  hidden text[];
  details jsonb;
  row_key text;
BEGIN
  IF TG_OP = 'INSERT' THEN
    row_key := NEW.id;
    hidden := array_remove(ARRAY[CASE WHEN NEW.email IS NOT NULL THEN 'email' END, CASE WHEN NEW.name IS NOT NULL THEN 'name' END, CASE WHEN NEW.password_hash IS NOT NULL THEN 'password_hash' END], NULL);
    details := jsonb_build_object('new', jsonb_build_object('created_at', NEW.created_at, 'disabled_at', NEW.disabled_at, 'id', NEW.id, 'role', NEW.role, 'updated_at', NEW.updated_at, 'verified_at', NEW.verified_at, 'version', NEW.version), 'redacted', to_jsonb(hidden));
  ELSIF TG_OP = 'UPDATE' THEN
    row_key := NEW.id;
    same := array_remove(ARRAY[CASE WHEN NEW.created_at IS NOT DISTINCT FROM OLD.created_at THEN 'created_at' END, CASE WHEN NEW.disabled_at IS NOT DISTINCT FROM OLD.disabled_at THEN 'disabled_at' END, CASE WHEN NEW.id IS NOT DISTINCT FROM OLD.id THEN 'id' END, CASE WHEN NEW.role IS NOT DISTINCT FROM OLD.role THEN 'role' END, CASE WHEN NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at THEN 'updated_at' END, CASE WHEN NEW.verified_at IS NOT DISTINCT FROM OLD.verified_at THEN 'verified_at' END, CASE WHEN NEW.version IS NOT DISTINCT FROM OLD.version THEN 'version' END], NULL);
    hidden := array_remove(ARRAY[CASE WHEN NEW.email IS DISTINCT FROM OLD.email THEN 'email' END, CASE WHEN NEW.name IS DISTINCT FROM OLD.name THEN 'name' END, CASE WHEN NEW.password_hash IS DISTINCT FROM OLD.password_hash THEN 'password_hash' END], NULL);
    IF cardinality(same) = 7 AND cardinality(hidden) = 0 THEN RETURN NULL; END IF;
    details := jsonb_build_object('old', jsonb_build_object('created_at', OLD.created_at, 'disabled_at', OLD.disabled_at, 'id', OLD.id, 'role', OLD.role, 'updated_at', OLD.updated_at, 'verified_at', OLD.verified_at, 'version', OLD.version) - same, 'new', jsonb_build_object('created_at', NEW.created_at, 'disabled_at', NEW.disabled_at, 'id', NEW.id, 'role', NEW.role, 'updated_at', NEW.updated_at, 'verified_at', NEW.verified_at, 'version', NEW.version) - same, 'redacted', to_jsonb(hidden));
  ELSE
    row_key := OLD.id;
    hidden := array_remove(ARRAY[CASE WHEN OLD.email IS NOT NULL THEN 'email' END, CASE WHEN OLD.name IS NOT NULL THEN 'name' END, CASE WHEN OLD.password_hash IS NOT NULL THEN 'password_hash' END], NULL);
    details := jsonb_build_object('old', jsonb_build_object('created_at', OLD.created_at, 'disabled_at', OLD.disabled_at, 'id', OLD.id, 'role', OLD.role, 'updated_at', OLD.updated_at, 'verified_at', OLD.verified_at, 'version', OLD.version), 'redacted', to_jsonb(hidden));
  END IF;
  INSERT INTO public.audit_logs (actor_kind, user_id, session_id, action, request_id, ip_address, user_agent, operation, entity, entity_id, details)
  VALUES (ctx.actor_kind, ctx.user_id, ctx.session_id, ctx.action, ctx.request_id, ctx.ip_address, ctx.user_agent,
    TG_OP, 'users', row_key, details);
  RETURN NULL;
END $capture$;
REVOKE ALL ON FUNCTION audit.capture_users() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.capture_users() TO app_owner;
SET LOCAL ROLE app_owner;
CREATE OR REPLACE TRIGGER audit_capture AFTER INSERT OR UPDATE OR DELETE ON public.users
  FOR EACH ROW EXECUTE FUNCTION audit.capture_users();
CREATE OR REPLACE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.users
  FOR EACH STATEMENT EXECUTE FUNCTION audit.forbid();
ALTER TABLE public.users ENABLE ALWAYS TRIGGER audit_capture, ENABLE ALWAYS TRIGGER audit_no_truncate;
REVOKE ALL ON public.users FROM app;
GRANT SELECT, INSERT, UPDATE ON public.users TO app;

-- public.sessions: what the log keeps of it, and what the app may do with it.
SET LOCAL ROLE audit_owner;
CREATE OR REPLACE FUNCTION audit.capture_sessions() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $capture$
DECLARE
  ctx audit.actor := audit.context();
  same text[];
  hidden text[];
  details jsonb;
  row_key text;
BEGIN
  IF TG_OP = 'INSERT' THEN
    row_key := NEW.id;
    hidden := array_remove(ARRAY[CASE WHEN NEW.ip_address IS NOT NULL THEN 'ip_address' END, CASE WHEN NEW.token_hash IS NOT NULL THEN 'token_hash' END, CASE WHEN NEW.user_agent IS NOT NULL THEN 'user_agent' END], NULL);
    details := jsonb_build_object('new', jsonb_build_object('auth_time', NEW.auth_time, 'created_at', NEW.created_at, 'expires_at', NEW.expires_at, 'id', NEW.id, 'revoked_at', NEW.revoked_at, 'transport', NEW.transport, 'user_id', NEW.user_id), 'redacted', to_jsonb(hidden));
  ELSIF TG_OP = 'UPDATE' THEN
    row_key := NEW.id;
    same := array_remove(ARRAY[CASE WHEN NEW.auth_time IS NOT DISTINCT FROM OLD.auth_time THEN 'auth_time' END, CASE WHEN NEW.created_at IS NOT DISTINCT FROM OLD.created_at THEN 'created_at' END, CASE WHEN NEW.expires_at IS NOT DISTINCT FROM OLD.expires_at THEN 'expires_at' END, CASE WHEN NEW.id IS NOT DISTINCT FROM OLD.id THEN 'id' END, CASE WHEN NEW.revoked_at IS NOT DISTINCT FROM OLD.revoked_at THEN 'revoked_at' END, CASE WHEN NEW.transport IS NOT DISTINCT FROM OLD.transport THEN 'transport' END, CASE WHEN NEW.user_id IS NOT DISTINCT FROM OLD.user_id THEN 'user_id' END], NULL);
    hidden := array_remove(ARRAY[CASE WHEN NEW.ip_address IS DISTINCT FROM OLD.ip_address THEN 'ip_address' END, CASE WHEN NEW.token_hash IS DISTINCT FROM OLD.token_hash THEN 'token_hash' END, CASE WHEN NEW.user_agent IS DISTINCT FROM OLD.user_agent THEN 'user_agent' END], NULL);
    IF cardinality(same) = 7 AND cardinality(hidden) = 0 THEN RETURN NULL; END IF;
    details := jsonb_build_object('old', jsonb_build_object('auth_time', OLD.auth_time, 'created_at', OLD.created_at, 'expires_at', OLD.expires_at, 'id', OLD.id, 'revoked_at', OLD.revoked_at, 'transport', OLD.transport, 'user_id', OLD.user_id) - same, 'new', jsonb_build_object('auth_time', NEW.auth_time, 'created_at', NEW.created_at, 'expires_at', NEW.expires_at, 'id', NEW.id, 'revoked_at', NEW.revoked_at, 'transport', NEW.transport, 'user_id', NEW.user_id) - same, 'redacted', to_jsonb(hidden));
  ELSE
    row_key := OLD.id;
    hidden := array_remove(ARRAY[CASE WHEN OLD.ip_address IS NOT NULL THEN 'ip_address' END, CASE WHEN OLD.token_hash IS NOT NULL THEN 'token_hash' END, CASE WHEN OLD.user_agent IS NOT NULL THEN 'user_agent' END], NULL);
    details := jsonb_build_object('old', jsonb_build_object('auth_time', OLD.auth_time, 'created_at', OLD.created_at, 'expires_at', OLD.expires_at, 'id', OLD.id, 'revoked_at', OLD.revoked_at, 'transport', OLD.transport, 'user_id', OLD.user_id), 'redacted', to_jsonb(hidden));
  END IF;
  INSERT INTO public.audit_logs (actor_kind, user_id, session_id, action, request_id, ip_address, user_agent, operation, entity, entity_id, details)
  VALUES (ctx.actor_kind, ctx.user_id, ctx.session_id, ctx.action, ctx.request_id, ctx.ip_address, ctx.user_agent,
    TG_OP, 'sessions', row_key, details);
  RETURN NULL;
END $capture$;
REVOKE ALL ON FUNCTION audit.capture_sessions() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.capture_sessions() TO app_owner;
SET LOCAL ROLE app_owner;
CREATE OR REPLACE TRIGGER audit_capture AFTER INSERT OR UPDATE OR DELETE ON public.sessions
  FOR EACH ROW EXECUTE FUNCTION audit.capture_sessions();
CREATE OR REPLACE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.sessions
  FOR EACH STATEMENT EXECUTE FUNCTION audit.forbid();
ALTER TABLE public.sessions ENABLE ALWAYS TRIGGER audit_capture, ENABLE ALWAYS TRIGGER audit_no_truncate;
REVOKE ALL ON public.sessions FROM app;
GRANT SELECT, INSERT, UPDATE, DELETE ON public.sessions TO app;

-- public.mailed_tokens: what the log keeps of it, and what the app may do with it.
SET LOCAL ROLE audit_owner;
CREATE OR REPLACE FUNCTION audit.capture_mailed_tokens() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $capture$
DECLARE
  ctx audit.actor := audit.context();
  same text[];
  hidden text[];
  details jsonb;
  row_key text;
BEGIN
  IF TG_OP = 'INSERT' THEN
    row_key := NEW.user_id;
    hidden := array_remove(ARRAY[CASE WHEN NEW.token_hash IS NOT NULL THEN 'token_hash' END], NULL);
    details := jsonb_build_object('new', jsonb_build_object('created_at', NEW.created_at, 'expires_at', NEW.expires_at, 'purpose', NEW.purpose, 'used_at', NEW.used_at, 'user_id', NEW.user_id), 'redacted', to_jsonb(hidden));
  ELSIF TG_OP = 'UPDATE' THEN
    row_key := NEW.user_id;
    same := array_remove(ARRAY[CASE WHEN NEW.created_at IS NOT DISTINCT FROM OLD.created_at THEN 'created_at' END, CASE WHEN NEW.expires_at IS NOT DISTINCT FROM OLD.expires_at THEN 'expires_at' END, CASE WHEN NEW.purpose IS NOT DISTINCT FROM OLD.purpose THEN 'purpose' END, CASE WHEN NEW.used_at IS NOT DISTINCT FROM OLD.used_at THEN 'used_at' END, CASE WHEN NEW.user_id IS NOT DISTINCT FROM OLD.user_id THEN 'user_id' END], NULL);
    hidden := array_remove(ARRAY[CASE WHEN NEW.token_hash IS DISTINCT FROM OLD.token_hash THEN 'token_hash' END], NULL);
    IF cardinality(same) = 5 AND cardinality(hidden) = 0 THEN RETURN NULL; END IF;
    details := jsonb_build_object('old', jsonb_build_object('created_at', OLD.created_at, 'expires_at', OLD.expires_at, 'purpose', OLD.purpose, 'used_at', OLD.used_at, 'user_id', OLD.user_id) - same, 'new', jsonb_build_object('created_at', NEW.created_at, 'expires_at', NEW.expires_at, 'purpose', NEW.purpose, 'used_at', NEW.used_at, 'user_id', NEW.user_id) - same, 'redacted', to_jsonb(hidden));
  ELSE
    row_key := OLD.user_id;
    hidden := array_remove(ARRAY[CASE WHEN OLD.token_hash IS NOT NULL THEN 'token_hash' END], NULL);
    details := jsonb_build_object('old', jsonb_build_object('created_at', OLD.created_at, 'expires_at', OLD.expires_at, 'purpose', OLD.purpose, 'used_at', OLD.used_at, 'user_id', OLD.user_id), 'redacted', to_jsonb(hidden));
  END IF;
  INSERT INTO public.audit_logs (actor_kind, user_id, session_id, action, request_id, ip_address, user_agent, operation, entity, entity_id, details)
  VALUES (ctx.actor_kind, ctx.user_id, ctx.session_id, ctx.action, ctx.request_id, ctx.ip_address, ctx.user_agent,
    TG_OP, 'mailed_tokens', row_key, details);
  RETURN NULL;
END $capture$;
REVOKE ALL ON FUNCTION audit.capture_mailed_tokens() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.capture_mailed_tokens() TO app_owner;
SET LOCAL ROLE app_owner;
CREATE OR REPLACE TRIGGER audit_capture AFTER INSERT OR UPDATE OR DELETE ON public.mailed_tokens
  FOR EACH ROW EXECUTE FUNCTION audit.capture_mailed_tokens();
CREATE OR REPLACE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.mailed_tokens
  FOR EACH STATEMENT EXECUTE FUNCTION audit.forbid();
ALTER TABLE public.mailed_tokens ENABLE ALWAYS TRIGGER audit_capture, ENABLE ALWAYS TRIGGER audit_no_truncate;
REVOKE ALL ON public.mailed_tokens FROM app;
GRANT SELECT, INSERT, UPDATE, DELETE ON public.mailed_tokens TO app;

-- public.customers: what the log keeps of it, and what the app may do with it.
SET LOCAL ROLE audit_owner;
CREATE OR REPLACE FUNCTION audit.capture_customers() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $capture$
DECLARE
  ctx audit.actor := audit.context();
  same text[];
  hidden text[];
  details jsonb;
  row_key text;
BEGIN
  IF TG_OP = 'INSERT' THEN
    row_key := NEW.id;
    hidden := array_remove(ARRAY[CASE WHEN NEW.address IS NOT NULL THEN 'address' END, CASE WHEN NEW.email IS NOT NULL THEN 'email' END, CASE WHEN NEW.email_index IS NOT NULL THEN 'email_index' END, CASE WHEN NEW.notes IS NOT NULL THEN 'notes' END, CASE WHEN NEW.tax_id IS NOT NULL THEN 'tax_id' END], NULL);
    details := jsonb_build_object('new', jsonb_build_object('created_at', NEW.created_at, 'created_by', NEW.created_by, 'deleted_at', NEW.deleted_at, 'id', NEW.id, 'name', NEW.name, 'owner_id', NEW.owner_id, 'updated_at', NEW.updated_at, 'version', NEW.version), 'redacted', to_jsonb(hidden));
  ELSIF TG_OP = 'UPDATE' THEN
    row_key := NEW.id;
    same := array_remove(ARRAY[CASE WHEN NEW.created_at IS NOT DISTINCT FROM OLD.created_at THEN 'created_at' END, CASE WHEN NEW.created_by IS NOT DISTINCT FROM OLD.created_by THEN 'created_by' END, CASE WHEN NEW.deleted_at IS NOT DISTINCT FROM OLD.deleted_at THEN 'deleted_at' END, CASE WHEN NEW.id IS NOT DISTINCT FROM OLD.id THEN 'id' END, CASE WHEN NEW.name IS NOT DISTINCT FROM OLD.name THEN 'name' END, CASE WHEN NEW.owner_id IS NOT DISTINCT FROM OLD.owner_id THEN 'owner_id' END, CASE WHEN NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at THEN 'updated_at' END, CASE WHEN NEW.version IS NOT DISTINCT FROM OLD.version THEN 'version' END], NULL);
    hidden := array_remove(ARRAY[CASE WHEN NEW.address IS DISTINCT FROM OLD.address THEN 'address' END, CASE WHEN NEW.email IS DISTINCT FROM OLD.email THEN 'email' END, CASE WHEN NEW.email_index IS DISTINCT FROM OLD.email_index THEN 'email_index' END, CASE WHEN NEW.notes IS DISTINCT FROM OLD.notes THEN 'notes' END, CASE WHEN NEW.tax_id IS DISTINCT FROM OLD.tax_id THEN 'tax_id' END], NULL);
    IF cardinality(same) = 8 AND cardinality(hidden) = 0 THEN RETURN NULL; END IF;
    details := jsonb_build_object('old', jsonb_build_object('created_at', OLD.created_at, 'created_by', OLD.created_by, 'deleted_at', OLD.deleted_at, 'id', OLD.id, 'name', OLD.name, 'owner_id', OLD.owner_id, 'updated_at', OLD.updated_at, 'version', OLD.version) - same, 'new', jsonb_build_object('created_at', NEW.created_at, 'created_by', NEW.created_by, 'deleted_at', NEW.deleted_at, 'id', NEW.id, 'name', NEW.name, 'owner_id', NEW.owner_id, 'updated_at', NEW.updated_at, 'version', NEW.version) - same, 'redacted', to_jsonb(hidden));
  ELSE
    row_key := OLD.id;
    hidden := array_remove(ARRAY[CASE WHEN OLD.address IS NOT NULL THEN 'address' END, CASE WHEN OLD.email IS NOT NULL THEN 'email' END, CASE WHEN OLD.email_index IS NOT NULL THEN 'email_index' END, CASE WHEN OLD.notes IS NOT NULL THEN 'notes' END, CASE WHEN OLD.tax_id IS NOT NULL THEN 'tax_id' END], NULL);
    details := jsonb_build_object('old', jsonb_build_object('created_at', OLD.created_at, 'created_by', OLD.created_by, 'deleted_at', OLD.deleted_at, 'id', OLD.id, 'name', OLD.name, 'owner_id', OLD.owner_id, 'updated_at', OLD.updated_at, 'version', OLD.version), 'redacted', to_jsonb(hidden));
  END IF;
  INSERT INTO public.audit_logs (actor_kind, user_id, session_id, action, request_id, ip_address, user_agent, operation, entity, entity_id, details)
  VALUES (ctx.actor_kind, ctx.user_id, ctx.session_id, ctx.action, ctx.request_id, ctx.ip_address, ctx.user_agent,
    TG_OP, 'customers', row_key, details);
  RETURN NULL;
END $capture$;
REVOKE ALL ON FUNCTION audit.capture_customers() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.capture_customers() TO app_owner;
SET LOCAL ROLE app_owner;
CREATE OR REPLACE TRIGGER audit_capture AFTER INSERT OR UPDATE OR DELETE ON public.customers
  FOR EACH ROW EXECUTE FUNCTION audit.capture_customers();
CREATE OR REPLACE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.customers
  FOR EACH STATEMENT EXECUTE FUNCTION audit.forbid();
ALTER TABLE public.customers ENABLE ALWAYS TRIGGER audit_capture, ENABLE ALWAYS TRIGGER audit_no_truncate;
REVOKE ALL ON public.customers FROM app;
GRANT SELECT, INSERT, UPDATE ON public.customers TO app;

-- public.invoices: what the log keeps of it, and what the app may do with it.
SET LOCAL ROLE audit_owner;
CREATE OR REPLACE FUNCTION audit.capture_invoices() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $capture$
DECLARE
  ctx audit.actor := audit.context();
  same text[];
  hidden text[];
  details jsonb;
  row_key text;
BEGIN
  IF TG_OP = 'INSERT' THEN
    row_key := NEW.id;
    hidden := array_remove(ARRAY[CASE WHEN NEW.lines IS NOT NULL THEN 'lines' END, CASE WHEN NEW.notes IS NOT NULL THEN 'notes' END], NULL);
    details := jsonb_build_object('new', jsonb_build_object('created_at', NEW.created_at, 'created_by', NEW.created_by, 'currency', NEW.currency, 'customer_id', NEW.customer_id, 'deleted_at', NEW.deleted_at, 'due_on', NEW.due_on, 'id', NEW.id, 'issued_at', NEW.issued_at, 'number', NEW.number, 'owner_id', NEW.owner_id, 'paid_at', NEW.paid_at, 'status', NEW.status, 'subtotal', NEW.subtotal, 'tax', NEW.tax, 'total', NEW.total, 'updated_at', NEW.updated_at, 'version', NEW.version), 'redacted', to_jsonb(hidden));
  ELSIF TG_OP = 'UPDATE' THEN
    row_key := NEW.id;
    same := array_remove(ARRAY[CASE WHEN NEW.created_at IS NOT DISTINCT FROM OLD.created_at THEN 'created_at' END, CASE WHEN NEW.created_by IS NOT DISTINCT FROM OLD.created_by THEN 'created_by' END, CASE WHEN NEW.currency IS NOT DISTINCT FROM OLD.currency THEN 'currency' END, CASE WHEN NEW.customer_id IS NOT DISTINCT FROM OLD.customer_id THEN 'customer_id' END, CASE WHEN NEW.deleted_at IS NOT DISTINCT FROM OLD.deleted_at THEN 'deleted_at' END, CASE WHEN NEW.due_on IS NOT DISTINCT FROM OLD.due_on THEN 'due_on' END, CASE WHEN NEW.id IS NOT DISTINCT FROM OLD.id THEN 'id' END, CASE WHEN NEW.issued_at IS NOT DISTINCT FROM OLD.issued_at THEN 'issued_at' END, CASE WHEN NEW.number IS NOT DISTINCT FROM OLD.number THEN 'number' END, CASE WHEN NEW.owner_id IS NOT DISTINCT FROM OLD.owner_id THEN 'owner_id' END, CASE WHEN NEW.paid_at IS NOT DISTINCT FROM OLD.paid_at THEN 'paid_at' END, CASE WHEN NEW.status IS NOT DISTINCT FROM OLD.status THEN 'status' END, CASE WHEN NEW.subtotal IS NOT DISTINCT FROM OLD.subtotal THEN 'subtotal' END, CASE WHEN NEW.tax IS NOT DISTINCT FROM OLD.tax THEN 'tax' END, CASE WHEN NEW.total IS NOT DISTINCT FROM OLD.total THEN 'total' END, CASE WHEN NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at THEN 'updated_at' END, CASE WHEN NEW.version IS NOT DISTINCT FROM OLD.version THEN 'version' END], NULL);
    hidden := array_remove(ARRAY[CASE WHEN NEW.lines IS DISTINCT FROM OLD.lines THEN 'lines' END, CASE WHEN NEW.notes IS DISTINCT FROM OLD.notes THEN 'notes' END], NULL);
    IF cardinality(same) = 17 AND cardinality(hidden) = 0 THEN RETURN NULL; END IF;
    details := jsonb_build_object('old', jsonb_build_object('created_at', OLD.created_at, 'created_by', OLD.created_by, 'currency', OLD.currency, 'customer_id', OLD.customer_id, 'deleted_at', OLD.deleted_at, 'due_on', OLD.due_on, 'id', OLD.id, 'issued_at', OLD.issued_at, 'number', OLD.number, 'owner_id', OLD.owner_id, 'paid_at', OLD.paid_at, 'status', OLD.status, 'subtotal', OLD.subtotal, 'tax', OLD.tax, 'total', OLD.total, 'updated_at', OLD.updated_at, 'version', OLD.version) - same, 'new', jsonb_build_object('created_at', NEW.created_at, 'created_by', NEW.created_by, 'currency', NEW.currency, 'customer_id', NEW.customer_id, 'deleted_at', NEW.deleted_at, 'due_on', NEW.due_on, 'id', NEW.id, 'issued_at', NEW.issued_at, 'number', NEW.number, 'owner_id', NEW.owner_id, 'paid_at', NEW.paid_at, 'status', NEW.status, 'subtotal', NEW.subtotal, 'tax', NEW.tax, 'total', NEW.total, 'updated_at', NEW.updated_at, 'version', NEW.version) - same, 'redacted', to_jsonb(hidden));
  ELSE
    row_key := OLD.id;
    hidden := array_remove(ARRAY[CASE WHEN OLD.lines IS NOT NULL THEN 'lines' END, CASE WHEN OLD.notes IS NOT NULL THEN 'notes' END], NULL);
    details := jsonb_build_object('old', jsonb_build_object('created_at', OLD.created_at, 'created_by', OLD.created_by, 'currency', OLD.currency, 'customer_id', OLD.customer_id, 'deleted_at', OLD.deleted_at, 'due_on', OLD.due_on, 'id', OLD.id, 'issued_at', OLD.issued_at, 'number', OLD.number, 'owner_id', OLD.owner_id, 'paid_at', OLD.paid_at, 'status', OLD.status, 'subtotal', OLD.subtotal, 'tax', OLD.tax, 'total', OLD.total, 'updated_at', OLD.updated_at, 'version', OLD.version), 'redacted', to_jsonb(hidden));
  END IF;
  INSERT INTO public.audit_logs (actor_kind, user_id, session_id, action, request_id, ip_address, user_agent, operation, entity, entity_id, details)
  VALUES (ctx.actor_kind, ctx.user_id, ctx.session_id, ctx.action, ctx.request_id, ctx.ip_address, ctx.user_agent,
    TG_OP, 'invoices', row_key, details);
  RETURN NULL;
END $capture$;
REVOKE ALL ON FUNCTION audit.capture_invoices() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.capture_invoices() TO app_owner;
SET LOCAL ROLE app_owner;
CREATE OR REPLACE TRIGGER audit_capture AFTER INSERT OR UPDATE OR DELETE ON public.invoices
  FOR EACH ROW EXECUTE FUNCTION audit.capture_invoices();
CREATE OR REPLACE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.invoices
  FOR EACH STATEMENT EXECUTE FUNCTION audit.forbid();
ALTER TABLE public.invoices ENABLE ALWAYS TRIGGER audit_capture, ENABLE ALWAYS TRIGGER audit_no_truncate;
REVOKE ALL ON public.invoices FROM app;
GRANT SELECT, INSERT, UPDATE ON public.invoices TO app;
