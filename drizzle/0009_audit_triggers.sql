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
    hidden := array_remove(ARRAY[CASE WHEN NEW.lines IS NOT NULL THEN 'lines' END, CASE WHEN NEW.notes IS NOT NULL THEN 'notes' END, CASE WHEN NEW.payment_reference IS NOT NULL THEN 'payment_reference' END], NULL);
    details := jsonb_build_object('new', jsonb_build_object('created_at', NEW.created_at, 'created_by', NEW.created_by, 'currency', NEW.currency, 'customer_id', NEW.customer_id, 'deleted_at', NEW.deleted_at, 'due_on', NEW.due_on, 'id', NEW.id, 'issued_at', NEW.issued_at, 'number', NEW.number, 'owner_id', NEW.owner_id, 'paid_at', NEW.paid_at, 'status', NEW.status, 'subtotal', NEW.subtotal, 'tax', NEW.tax, 'total', NEW.total, 'updated_at', NEW.updated_at, 'version', NEW.version), 'redacted', to_jsonb(hidden));
  ELSIF TG_OP = 'UPDATE' THEN
    row_key := NEW.id;
    same := array_remove(ARRAY[CASE WHEN NEW.created_at IS NOT DISTINCT FROM OLD.created_at THEN 'created_at' END, CASE WHEN NEW.created_by IS NOT DISTINCT FROM OLD.created_by THEN 'created_by' END, CASE WHEN NEW.currency IS NOT DISTINCT FROM OLD.currency THEN 'currency' END, CASE WHEN NEW.customer_id IS NOT DISTINCT FROM OLD.customer_id THEN 'customer_id' END, CASE WHEN NEW.deleted_at IS NOT DISTINCT FROM OLD.deleted_at THEN 'deleted_at' END, CASE WHEN NEW.due_on IS NOT DISTINCT FROM OLD.due_on THEN 'due_on' END, CASE WHEN NEW.id IS NOT DISTINCT FROM OLD.id THEN 'id' END, CASE WHEN NEW.issued_at IS NOT DISTINCT FROM OLD.issued_at THEN 'issued_at' END, CASE WHEN NEW.number IS NOT DISTINCT FROM OLD.number THEN 'number' END, CASE WHEN NEW.owner_id IS NOT DISTINCT FROM OLD.owner_id THEN 'owner_id' END, CASE WHEN NEW.paid_at IS NOT DISTINCT FROM OLD.paid_at THEN 'paid_at' END, CASE WHEN NEW.status IS NOT DISTINCT FROM OLD.status THEN 'status' END, CASE WHEN NEW.subtotal IS NOT DISTINCT FROM OLD.subtotal THEN 'subtotal' END, CASE WHEN NEW.tax IS NOT DISTINCT FROM OLD.tax THEN 'tax' END, CASE WHEN NEW.total IS NOT DISTINCT FROM OLD.total THEN 'total' END, CASE WHEN NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at THEN 'updated_at' END, CASE WHEN NEW.version IS NOT DISTINCT FROM OLD.version THEN 'version' END], NULL);
    hidden := array_remove(ARRAY[CASE WHEN NEW.lines IS DISTINCT FROM OLD.lines THEN 'lines' END, CASE WHEN NEW.notes IS DISTINCT FROM OLD.notes THEN 'notes' END, CASE WHEN NEW.payment_reference IS DISTINCT FROM OLD.payment_reference THEN 'payment_reference' END], NULL);
    IF cardinality(same) = 17 AND cardinality(hidden) = 0 THEN RETURN NULL; END IF;
    details := jsonb_build_object('old', jsonb_build_object('created_at', OLD.created_at, 'created_by', OLD.created_by, 'currency', OLD.currency, 'customer_id', OLD.customer_id, 'deleted_at', OLD.deleted_at, 'due_on', OLD.due_on, 'id', OLD.id, 'issued_at', OLD.issued_at, 'number', OLD.number, 'owner_id', OLD.owner_id, 'paid_at', OLD.paid_at, 'status', OLD.status, 'subtotal', OLD.subtotal, 'tax', OLD.tax, 'total', OLD.total, 'updated_at', OLD.updated_at, 'version', OLD.version) - same, 'new', jsonb_build_object('created_at', NEW.created_at, 'created_by', NEW.created_by, 'currency', NEW.currency, 'customer_id', NEW.customer_id, 'deleted_at', NEW.deleted_at, 'due_on', NEW.due_on, 'id', NEW.id, 'issued_at', NEW.issued_at, 'number', NEW.number, 'owner_id', NEW.owner_id, 'paid_at', NEW.paid_at, 'status', NEW.status, 'subtotal', NEW.subtotal, 'tax', NEW.tax, 'total', NEW.total, 'updated_at', NEW.updated_at, 'version', NEW.version) - same, 'redacted', to_jsonb(hidden));
  ELSE
    row_key := OLD.id;
    hidden := array_remove(ARRAY[CASE WHEN OLD.lines IS NOT NULL THEN 'lines' END, CASE WHEN OLD.notes IS NOT NULL THEN 'notes' END, CASE WHEN OLD.payment_reference IS NOT NULL THEN 'payment_reference' END], NULL);
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

-- public.webhook_endpoints: what the log keeps of it, and what the app may do with it.
SET LOCAL ROLE audit_owner;
CREATE OR REPLACE FUNCTION audit.capture_webhook_endpoints() RETURNS trigger
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
    hidden := array_remove(ARRAY[CASE WHEN NEW.description IS NOT NULL THEN 'description' END, CASE WHEN NEW.previous_secret IS NOT NULL THEN 'previous_secret' END, CASE WHEN NEW.secret IS NOT NULL THEN 'secret' END, CASE WHEN NEW.url IS NOT NULL THEN 'url' END], NULL);
    details := jsonb_build_object('new', jsonb_build_object('created_at', NEW.created_at, 'created_by', NEW.created_by, 'deleted_at', NEW.deleted_at, 'events', NEW.events, 'id', NEW.id, 'owner_id', NEW.owner_id, 'previous_secret_until', NEW.previous_secret_until, 'status', NEW.status, 'updated_at', NEW.updated_at, 'version', NEW.version), 'redacted', to_jsonb(hidden));
  ELSIF TG_OP = 'UPDATE' THEN
    row_key := NEW.id;
    same := array_remove(ARRAY[CASE WHEN NEW.created_at IS NOT DISTINCT FROM OLD.created_at THEN 'created_at' END, CASE WHEN NEW.created_by IS NOT DISTINCT FROM OLD.created_by THEN 'created_by' END, CASE WHEN NEW.deleted_at IS NOT DISTINCT FROM OLD.deleted_at THEN 'deleted_at' END, CASE WHEN NEW.events IS NOT DISTINCT FROM OLD.events THEN 'events' END, CASE WHEN NEW.id IS NOT DISTINCT FROM OLD.id THEN 'id' END, CASE WHEN NEW.owner_id IS NOT DISTINCT FROM OLD.owner_id THEN 'owner_id' END, CASE WHEN NEW.previous_secret_until IS NOT DISTINCT FROM OLD.previous_secret_until THEN 'previous_secret_until' END, CASE WHEN NEW.status IS NOT DISTINCT FROM OLD.status THEN 'status' END, CASE WHEN NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at THEN 'updated_at' END, CASE WHEN NEW.version IS NOT DISTINCT FROM OLD.version THEN 'version' END], NULL);
    hidden := array_remove(ARRAY[CASE WHEN NEW.description IS DISTINCT FROM OLD.description THEN 'description' END, CASE WHEN NEW.previous_secret IS DISTINCT FROM OLD.previous_secret THEN 'previous_secret' END, CASE WHEN NEW.secret IS DISTINCT FROM OLD.secret THEN 'secret' END, CASE WHEN NEW.url IS DISTINCT FROM OLD.url THEN 'url' END], NULL);
    IF cardinality(same) = 10 AND cardinality(hidden) = 0 THEN RETURN NULL; END IF;
    details := jsonb_build_object('old', jsonb_build_object('created_at', OLD.created_at, 'created_by', OLD.created_by, 'deleted_at', OLD.deleted_at, 'events', OLD.events, 'id', OLD.id, 'owner_id', OLD.owner_id, 'previous_secret_until', OLD.previous_secret_until, 'status', OLD.status, 'updated_at', OLD.updated_at, 'version', OLD.version) - same, 'new', jsonb_build_object('created_at', NEW.created_at, 'created_by', NEW.created_by, 'deleted_at', NEW.deleted_at, 'events', NEW.events, 'id', NEW.id, 'owner_id', NEW.owner_id, 'previous_secret_until', NEW.previous_secret_until, 'status', NEW.status, 'updated_at', NEW.updated_at, 'version', NEW.version) - same, 'redacted', to_jsonb(hidden));
  ELSE
    row_key := OLD.id;
    hidden := array_remove(ARRAY[CASE WHEN OLD.description IS NOT NULL THEN 'description' END, CASE WHEN OLD.previous_secret IS NOT NULL THEN 'previous_secret' END, CASE WHEN OLD.secret IS NOT NULL THEN 'secret' END, CASE WHEN OLD.url IS NOT NULL THEN 'url' END], NULL);
    details := jsonb_build_object('old', jsonb_build_object('created_at', OLD.created_at, 'created_by', OLD.created_by, 'deleted_at', OLD.deleted_at, 'events', OLD.events, 'id', OLD.id, 'owner_id', OLD.owner_id, 'previous_secret_until', OLD.previous_secret_until, 'status', OLD.status, 'updated_at', OLD.updated_at, 'version', OLD.version), 'redacted', to_jsonb(hidden));
  END IF;
  INSERT INTO public.audit_logs (actor_kind, user_id, session_id, action, request_id, ip_address, user_agent, operation, entity, entity_id, details)
  VALUES (ctx.actor_kind, ctx.user_id, ctx.session_id, ctx.action, ctx.request_id, ctx.ip_address, ctx.user_agent,
    TG_OP, 'webhook_endpoints', row_key, details);
  RETURN NULL;
END $capture$;
REVOKE ALL ON FUNCTION audit.capture_webhook_endpoints() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.capture_webhook_endpoints() TO app_owner;
SET LOCAL ROLE app_owner;
CREATE OR REPLACE TRIGGER audit_capture AFTER INSERT OR UPDATE OR DELETE ON public.webhook_endpoints
  FOR EACH ROW EXECUTE FUNCTION audit.capture_webhook_endpoints();
CREATE OR REPLACE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.webhook_endpoints
  FOR EACH STATEMENT EXECUTE FUNCTION audit.forbid();
ALTER TABLE public.webhook_endpoints ENABLE ALWAYS TRIGGER audit_capture, ENABLE ALWAYS TRIGGER audit_no_truncate;
REVOKE ALL ON public.webhook_endpoints FROM app;
GRANT SELECT, INSERT, UPDATE ON public.webhook_endpoints TO app;

-- public.checkouts: what the log keeps of it, and what the app may do with it.
SET LOCAL ROLE audit_owner;
CREATE OR REPLACE FUNCTION audit.capture_checkouts() RETURNS trigger
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
    hidden := array_remove(ARRAY[CASE WHEN NEW.url IS NOT NULL THEN 'url' END], NULL);
    details := jsonb_build_object('new', jsonb_build_object('created_at', NEW.created_at, 'expires_at', NEW.expires_at, 'id', NEW.id, 'invoice_id', NEW.invoice_id, 'invoice_version', NEW.invoice_version, 'owner_id', NEW.owner_id, 'provider', NEW.provider, 'session_id', NEW.session_id, 'state', NEW.state), 'redacted', to_jsonb(hidden));
  ELSIF TG_OP = 'UPDATE' THEN
    row_key := NEW.id;
    same := array_remove(ARRAY[CASE WHEN NEW.created_at IS NOT DISTINCT FROM OLD.created_at THEN 'created_at' END, CASE WHEN NEW.expires_at IS NOT DISTINCT FROM OLD.expires_at THEN 'expires_at' END, CASE WHEN NEW.id IS NOT DISTINCT FROM OLD.id THEN 'id' END, CASE WHEN NEW.invoice_id IS NOT DISTINCT FROM OLD.invoice_id THEN 'invoice_id' END, CASE WHEN NEW.invoice_version IS NOT DISTINCT FROM OLD.invoice_version THEN 'invoice_version' END, CASE WHEN NEW.owner_id IS NOT DISTINCT FROM OLD.owner_id THEN 'owner_id' END, CASE WHEN NEW.provider IS NOT DISTINCT FROM OLD.provider THEN 'provider' END, CASE WHEN NEW.session_id IS NOT DISTINCT FROM OLD.session_id THEN 'session_id' END, CASE WHEN NEW.state IS NOT DISTINCT FROM OLD.state THEN 'state' END], NULL);
    hidden := array_remove(ARRAY[CASE WHEN NEW.url IS DISTINCT FROM OLD.url THEN 'url' END], NULL);
    IF cardinality(same) = 9 AND cardinality(hidden) = 0 THEN RETURN NULL; END IF;
    details := jsonb_build_object('old', jsonb_build_object('created_at', OLD.created_at, 'expires_at', OLD.expires_at, 'id', OLD.id, 'invoice_id', OLD.invoice_id, 'invoice_version', OLD.invoice_version, 'owner_id', OLD.owner_id, 'provider', OLD.provider, 'session_id', OLD.session_id, 'state', OLD.state) - same, 'new', jsonb_build_object('created_at', NEW.created_at, 'expires_at', NEW.expires_at, 'id', NEW.id, 'invoice_id', NEW.invoice_id, 'invoice_version', NEW.invoice_version, 'owner_id', NEW.owner_id, 'provider', NEW.provider, 'session_id', NEW.session_id, 'state', NEW.state) - same, 'redacted', to_jsonb(hidden));
  ELSE
    row_key := OLD.id;
    hidden := array_remove(ARRAY[CASE WHEN OLD.url IS NOT NULL THEN 'url' END], NULL);
    details := jsonb_build_object('old', jsonb_build_object('created_at', OLD.created_at, 'expires_at', OLD.expires_at, 'id', OLD.id, 'invoice_id', OLD.invoice_id, 'invoice_version', OLD.invoice_version, 'owner_id', OLD.owner_id, 'provider', OLD.provider, 'session_id', OLD.session_id, 'state', OLD.state), 'redacted', to_jsonb(hidden));
  END IF;
  INSERT INTO public.audit_logs (actor_kind, user_id, session_id, action, request_id, ip_address, user_agent, operation, entity, entity_id, details)
  VALUES (ctx.actor_kind, ctx.user_id, ctx.session_id, ctx.action, ctx.request_id, ctx.ip_address, ctx.user_agent,
    TG_OP, 'checkouts', row_key, details);
  RETURN NULL;
END $capture$;
REVOKE ALL ON FUNCTION audit.capture_checkouts() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.capture_checkouts() TO app_owner;
SET LOCAL ROLE app_owner;
CREATE OR REPLACE TRIGGER audit_capture AFTER INSERT OR UPDATE OR DELETE ON public.checkouts
  FOR EACH ROW EXECUTE FUNCTION audit.capture_checkouts();
CREATE OR REPLACE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.checkouts
  FOR EACH STATEMENT EXECUTE FUNCTION audit.forbid();
ALTER TABLE public.checkouts ENABLE ALWAYS TRIGGER audit_capture, ENABLE ALWAYS TRIGGER audit_no_truncate;
REVOKE ALL ON public.checkouts FROM app;
GRANT SELECT, INSERT, UPDATE ON public.checkouts TO app;

-- public.invoice_mails: what the log keeps of it, and what the app may do with it.
SET LOCAL ROLE audit_owner;
CREATE OR REPLACE FUNCTION audit.capture_invoice_mails() RETURNS trigger
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
    hidden := array_remove(ARRAY[CASE WHEN NEW.address_index IS NOT NULL THEN 'address_index' END, CASE WHEN NEW.token_hash IS NOT NULL THEN 'token_hash' END], NULL);
    details := jsonb_build_object('new', jsonb_build_object('bounced_at', NEW.bounced_at, 'created_at', NEW.created_at, 'expires_at', NEW.expires_at, 'id', NEW.id, 'invoice_id', NEW.invoice_id, 'owner_id', NEW.owner_id, 'sent_at', NEW.sent_at, 'state', NEW.state), 'redacted', to_jsonb(hidden));
  ELSIF TG_OP = 'UPDATE' THEN
    row_key := NEW.id;
    same := array_remove(ARRAY[CASE WHEN NEW.bounced_at IS NOT DISTINCT FROM OLD.bounced_at THEN 'bounced_at' END, CASE WHEN NEW.created_at IS NOT DISTINCT FROM OLD.created_at THEN 'created_at' END, CASE WHEN NEW.expires_at IS NOT DISTINCT FROM OLD.expires_at THEN 'expires_at' END, CASE WHEN NEW.id IS NOT DISTINCT FROM OLD.id THEN 'id' END, CASE WHEN NEW.invoice_id IS NOT DISTINCT FROM OLD.invoice_id THEN 'invoice_id' END, CASE WHEN NEW.owner_id IS NOT DISTINCT FROM OLD.owner_id THEN 'owner_id' END, CASE WHEN NEW.sent_at IS NOT DISTINCT FROM OLD.sent_at THEN 'sent_at' END, CASE WHEN NEW.state IS NOT DISTINCT FROM OLD.state THEN 'state' END], NULL);
    hidden := array_remove(ARRAY[CASE WHEN NEW.address_index IS DISTINCT FROM OLD.address_index THEN 'address_index' END, CASE WHEN NEW.token_hash IS DISTINCT FROM OLD.token_hash THEN 'token_hash' END], NULL);
    IF cardinality(same) = 8 AND cardinality(hidden) = 0 THEN RETURN NULL; END IF;
    details := jsonb_build_object('old', jsonb_build_object('bounced_at', OLD.bounced_at, 'created_at', OLD.created_at, 'expires_at', OLD.expires_at, 'id', OLD.id, 'invoice_id', OLD.invoice_id, 'owner_id', OLD.owner_id, 'sent_at', OLD.sent_at, 'state', OLD.state) - same, 'new', jsonb_build_object('bounced_at', NEW.bounced_at, 'created_at', NEW.created_at, 'expires_at', NEW.expires_at, 'id', NEW.id, 'invoice_id', NEW.invoice_id, 'owner_id', NEW.owner_id, 'sent_at', NEW.sent_at, 'state', NEW.state) - same, 'redacted', to_jsonb(hidden));
  ELSE
    row_key := OLD.id;
    hidden := array_remove(ARRAY[CASE WHEN OLD.address_index IS NOT NULL THEN 'address_index' END, CASE WHEN OLD.token_hash IS NOT NULL THEN 'token_hash' END], NULL);
    details := jsonb_build_object('old', jsonb_build_object('bounced_at', OLD.bounced_at, 'created_at', OLD.created_at, 'expires_at', OLD.expires_at, 'id', OLD.id, 'invoice_id', OLD.invoice_id, 'owner_id', OLD.owner_id, 'sent_at', OLD.sent_at, 'state', OLD.state), 'redacted', to_jsonb(hidden));
  END IF;
  INSERT INTO public.audit_logs (actor_kind, user_id, session_id, action, request_id, ip_address, user_agent, operation, entity, entity_id, details)
  VALUES (ctx.actor_kind, ctx.user_id, ctx.session_id, ctx.action, ctx.request_id, ctx.ip_address, ctx.user_agent,
    TG_OP, 'invoice_mails', row_key, details);
  RETURN NULL;
END $capture$;
REVOKE ALL ON FUNCTION audit.capture_invoice_mails() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.capture_invoice_mails() TO app_owner;
SET LOCAL ROLE app_owner;
CREATE OR REPLACE TRIGGER audit_capture AFTER INSERT OR UPDATE OR DELETE ON public.invoice_mails
  FOR EACH ROW EXECUTE FUNCTION audit.capture_invoice_mails();
CREATE OR REPLACE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.invoice_mails
  FOR EACH STATEMENT EXECUTE FUNCTION audit.forbid();
ALTER TABLE public.invoice_mails ENABLE ALWAYS TRIGGER audit_capture, ENABLE ALWAYS TRIGGER audit_no_truncate;
REVOKE ALL ON public.invoice_mails FROM app;
GRANT SELECT, INSERT, UPDATE, DELETE ON public.invoice_mails TO app;
