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
    details := jsonb_build_object('new', jsonb_build_object('created_at', NEW.created_at, 'disabled_at', NEW.disabled_at, 'erased_at', NEW.erased_at, 'id', NEW.id, 'reset_required_at', NEW.reset_required_at, 'role', NEW.role, 'updated_at', NEW.updated_at, 'verified_at', NEW.verified_at, 'version', NEW.version), 'redacted', to_jsonb(hidden));
  ELSIF TG_OP = 'UPDATE' THEN
    row_key := NEW.id;
    same := array_remove(ARRAY[CASE WHEN NEW.created_at IS NOT DISTINCT FROM OLD.created_at THEN 'created_at' END, CASE WHEN NEW.disabled_at IS NOT DISTINCT FROM OLD.disabled_at THEN 'disabled_at' END, CASE WHEN NEW.erased_at IS NOT DISTINCT FROM OLD.erased_at THEN 'erased_at' END, CASE WHEN NEW.id IS NOT DISTINCT FROM OLD.id THEN 'id' END, CASE WHEN NEW.reset_required_at IS NOT DISTINCT FROM OLD.reset_required_at THEN 'reset_required_at' END, CASE WHEN NEW.role IS NOT DISTINCT FROM OLD.role THEN 'role' END, CASE WHEN NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at THEN 'updated_at' END, CASE WHEN NEW.verified_at IS NOT DISTINCT FROM OLD.verified_at THEN 'verified_at' END, CASE WHEN NEW.version IS NOT DISTINCT FROM OLD.version THEN 'version' END], NULL);
    hidden := array_remove(ARRAY[CASE WHEN NEW.email IS DISTINCT FROM OLD.email THEN 'email' END, CASE WHEN NEW.name IS DISTINCT FROM OLD.name THEN 'name' END, CASE WHEN NEW.password_hash IS DISTINCT FROM OLD.password_hash THEN 'password_hash' END], NULL);
    IF cardinality(same) = 9 AND cardinality(hidden) = 0 THEN RETURN NULL; END IF;
    details := jsonb_build_object('old', jsonb_build_object('created_at', OLD.created_at, 'disabled_at', OLD.disabled_at, 'erased_at', OLD.erased_at, 'id', OLD.id, 'reset_required_at', OLD.reset_required_at, 'role', OLD.role, 'updated_at', OLD.updated_at, 'verified_at', OLD.verified_at, 'version', OLD.version) - same, 'new', jsonb_build_object('created_at', NEW.created_at, 'disabled_at', NEW.disabled_at, 'erased_at', NEW.erased_at, 'id', NEW.id, 'reset_required_at', NEW.reset_required_at, 'role', NEW.role, 'updated_at', NEW.updated_at, 'verified_at', NEW.verified_at, 'version', NEW.version) - same, 'redacted', to_jsonb(hidden));
  ELSE
    row_key := OLD.id;
    hidden := array_remove(ARRAY[CASE WHEN OLD.email IS NOT NULL THEN 'email' END, CASE WHEN OLD.name IS NOT NULL THEN 'name' END, CASE WHEN OLD.password_hash IS NOT NULL THEN 'password_hash' END], NULL);
    details := jsonb_build_object('old', jsonb_build_object('created_at', OLD.created_at, 'disabled_at', OLD.disabled_at, 'erased_at', OLD.erased_at, 'id', OLD.id, 'reset_required_at', OLD.reset_required_at, 'role', OLD.role, 'updated_at', OLD.updated_at, 'verified_at', OLD.verified_at, 'version', OLD.version), 'redacted', to_jsonb(hidden));
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
    details := jsonb_build_object('new', jsonb_build_object('auth_time', NEW.auth_time, 'created_at', NEW.created_at, 'expires_at', NEW.expires_at, 'id', NEW.id, 'method', NEW.method, 'revoked_at', NEW.revoked_at, 'transport', NEW.transport, 'user_id', NEW.user_id), 'redacted', to_jsonb(hidden));
  ELSIF TG_OP = 'UPDATE' THEN
    row_key := NEW.id;
    same := array_remove(ARRAY[CASE WHEN NEW.auth_time IS NOT DISTINCT FROM OLD.auth_time THEN 'auth_time' END, CASE WHEN NEW.created_at IS NOT DISTINCT FROM OLD.created_at THEN 'created_at' END, CASE WHEN NEW.expires_at IS NOT DISTINCT FROM OLD.expires_at THEN 'expires_at' END, CASE WHEN NEW.id IS NOT DISTINCT FROM OLD.id THEN 'id' END, CASE WHEN NEW.method IS NOT DISTINCT FROM OLD.method THEN 'method' END, CASE WHEN NEW.revoked_at IS NOT DISTINCT FROM OLD.revoked_at THEN 'revoked_at' END, CASE WHEN NEW.transport IS NOT DISTINCT FROM OLD.transport THEN 'transport' END, CASE WHEN NEW.user_id IS NOT DISTINCT FROM OLD.user_id THEN 'user_id' END], NULL);
    hidden := array_remove(ARRAY[CASE WHEN NEW.ip_address IS DISTINCT FROM OLD.ip_address THEN 'ip_address' END, CASE WHEN NEW.token_hash IS DISTINCT FROM OLD.token_hash THEN 'token_hash' END, CASE WHEN NEW.user_agent IS DISTINCT FROM OLD.user_agent THEN 'user_agent' END], NULL);
    IF cardinality(same) = 8 AND cardinality(hidden) = 0 THEN RETURN NULL; END IF;
    details := jsonb_build_object('old', jsonb_build_object('auth_time', OLD.auth_time, 'created_at', OLD.created_at, 'expires_at', OLD.expires_at, 'id', OLD.id, 'method', OLD.method, 'revoked_at', OLD.revoked_at, 'transport', OLD.transport, 'user_id', OLD.user_id) - same, 'new', jsonb_build_object('auth_time', NEW.auth_time, 'created_at', NEW.created_at, 'expires_at', NEW.expires_at, 'id', NEW.id, 'method', NEW.method, 'revoked_at', NEW.revoked_at, 'transport', NEW.transport, 'user_id', NEW.user_id) - same, 'redacted', to_jsonb(hidden));
  ELSE
    row_key := OLD.id;
    hidden := array_remove(ARRAY[CASE WHEN OLD.ip_address IS NOT NULL THEN 'ip_address' END, CASE WHEN OLD.token_hash IS NOT NULL THEN 'token_hash' END, CASE WHEN OLD.user_agent IS NOT NULL THEN 'user_agent' END], NULL);
    details := jsonb_build_object('old', jsonb_build_object('auth_time', OLD.auth_time, 'created_at', OLD.created_at, 'expires_at', OLD.expires_at, 'id', OLD.id, 'method', OLD.method, 'revoked_at', OLD.revoked_at, 'transport', OLD.transport, 'user_id', OLD.user_id), 'redacted', to_jsonb(hidden));
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

-- public.totp_factors: what the log keeps of it, and what the app may do with it.
SET LOCAL ROLE audit_owner;
CREATE OR REPLACE FUNCTION audit.capture_totp_factors() RETURNS trigger
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
    hidden := array_remove(ARRAY[CASE WHEN NEW.secret IS NOT NULL THEN 'secret' END], NULL);
    details := jsonb_build_object('new', jsonb_build_object('confirmed_at', NEW.confirmed_at, 'created_at', NEW.created_at, 'user_id', NEW.user_id), 'redacted', to_jsonb(hidden));
  ELSIF TG_OP = 'UPDATE' THEN
    row_key := NEW.user_id;
    same := array_remove(ARRAY[CASE WHEN NEW.confirmed_at IS NOT DISTINCT FROM OLD.confirmed_at THEN 'confirmed_at' END, CASE WHEN NEW.created_at IS NOT DISTINCT FROM OLD.created_at THEN 'created_at' END, CASE WHEN NEW.user_id IS NOT DISTINCT FROM OLD.user_id THEN 'user_id' END], NULL);
    hidden := array_remove(ARRAY[CASE WHEN NEW.secret IS DISTINCT FROM OLD.secret THEN 'secret' END], NULL);
    IF cardinality(same) = 3 AND cardinality(hidden) = 0 THEN RETURN NULL; END IF;
    details := jsonb_build_object('old', jsonb_build_object('confirmed_at', OLD.confirmed_at, 'created_at', OLD.created_at, 'user_id', OLD.user_id) - same, 'new', jsonb_build_object('confirmed_at', NEW.confirmed_at, 'created_at', NEW.created_at, 'user_id', NEW.user_id) - same, 'redacted', to_jsonb(hidden));
  ELSE
    row_key := OLD.user_id;
    hidden := array_remove(ARRAY[CASE WHEN OLD.secret IS NOT NULL THEN 'secret' END], NULL);
    details := jsonb_build_object('old', jsonb_build_object('confirmed_at', OLD.confirmed_at, 'created_at', OLD.created_at, 'user_id', OLD.user_id), 'redacted', to_jsonb(hidden));
  END IF;
  INSERT INTO public.audit_logs (actor_kind, user_id, session_id, action, request_id, ip_address, user_agent, operation, entity, entity_id, details)
  VALUES (ctx.actor_kind, ctx.user_id, ctx.session_id, ctx.action, ctx.request_id, ctx.ip_address, ctx.user_agent,
    TG_OP, 'totp_factors', row_key, details);
  RETURN NULL;
END $capture$;
REVOKE ALL ON FUNCTION audit.capture_totp_factors() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.capture_totp_factors() TO app_owner;
SET LOCAL ROLE app_owner;
CREATE OR REPLACE TRIGGER audit_capture AFTER INSERT OR UPDATE OR DELETE ON public.totp_factors
  FOR EACH ROW EXECUTE FUNCTION audit.capture_totp_factors();
CREATE OR REPLACE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.totp_factors
  FOR EACH STATEMENT EXECUTE FUNCTION audit.forbid();
ALTER TABLE public.totp_factors ENABLE ALWAYS TRIGGER audit_capture, ENABLE ALWAYS TRIGGER audit_no_truncate;
REVOKE ALL ON public.totp_factors FROM app;
GRANT SELECT, INSERT, UPDATE, DELETE ON public.totp_factors TO app;

-- public.recovery_codes: what the log keeps of it, and what the app may do with it.
SET LOCAL ROLE audit_owner;
CREATE OR REPLACE FUNCTION audit.capture_recovery_codes() RETURNS trigger
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
    hidden := array_remove(ARRAY[CASE WHEN NEW.code_hash IS NOT NULL THEN 'code_hash' END], NULL);
    details := jsonb_build_object('new', jsonb_build_object('created_at', NEW.created_at, 'used_at', NEW.used_at, 'user_id', NEW.user_id), 'redacted', to_jsonb(hidden));
  ELSIF TG_OP = 'UPDATE' THEN
    row_key := NEW.user_id;
    same := array_remove(ARRAY[CASE WHEN NEW.created_at IS NOT DISTINCT FROM OLD.created_at THEN 'created_at' END, CASE WHEN NEW.used_at IS NOT DISTINCT FROM OLD.used_at THEN 'used_at' END, CASE WHEN NEW.user_id IS NOT DISTINCT FROM OLD.user_id THEN 'user_id' END], NULL);
    hidden := array_remove(ARRAY[CASE WHEN NEW.code_hash IS DISTINCT FROM OLD.code_hash THEN 'code_hash' END], NULL);
    IF cardinality(same) = 3 AND cardinality(hidden) = 0 THEN RETURN NULL; END IF;
    details := jsonb_build_object('old', jsonb_build_object('created_at', OLD.created_at, 'used_at', OLD.used_at, 'user_id', OLD.user_id) - same, 'new', jsonb_build_object('created_at', NEW.created_at, 'used_at', NEW.used_at, 'user_id', NEW.user_id) - same, 'redacted', to_jsonb(hidden));
  ELSE
    row_key := OLD.user_id;
    hidden := array_remove(ARRAY[CASE WHEN OLD.code_hash IS NOT NULL THEN 'code_hash' END], NULL);
    details := jsonb_build_object('old', jsonb_build_object('created_at', OLD.created_at, 'used_at', OLD.used_at, 'user_id', OLD.user_id), 'redacted', to_jsonb(hidden));
  END IF;
  INSERT INTO public.audit_logs (actor_kind, user_id, session_id, action, request_id, ip_address, user_agent, operation, entity, entity_id, details)
  VALUES (ctx.actor_kind, ctx.user_id, ctx.session_id, ctx.action, ctx.request_id, ctx.ip_address, ctx.user_agent,
    TG_OP, 'recovery_codes', row_key, details);
  RETURN NULL;
END $capture$;
REVOKE ALL ON FUNCTION audit.capture_recovery_codes() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.capture_recovery_codes() TO app_owner;
SET LOCAL ROLE app_owner;
CREATE OR REPLACE TRIGGER audit_capture AFTER INSERT OR UPDATE OR DELETE ON public.recovery_codes
  FOR EACH ROW EXECUTE FUNCTION audit.capture_recovery_codes();
CREATE OR REPLACE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.recovery_codes
  FOR EACH STATEMENT EXECUTE FUNCTION audit.forbid();
ALTER TABLE public.recovery_codes ENABLE ALWAYS TRIGGER audit_capture, ENABLE ALWAYS TRIGGER audit_no_truncate;
REVOKE ALL ON public.recovery_codes FROM app;
GRANT SELECT, INSERT, UPDATE, DELETE ON public.recovery_codes TO app;

-- public.passkeys: what the log keeps of it, and what the app may do with it.
SET LOCAL ROLE audit_owner;
CREATE OR REPLACE FUNCTION audit.capture_passkeys() RETURNS trigger
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
    hidden := array_remove(ARRAY[CASE WHEN NEW.credential_id IS NOT NULL THEN 'credential_id' END, CASE WHEN NEW.name IS NOT NULL THEN 'name' END, CASE WHEN NEW.public_key IS NOT NULL THEN 'public_key' END], NULL);
    details := jsonb_build_object('new', jsonb_build_object('backed_up', NEW.backed_up, 'created_at', NEW.created_at, 'id', NEW.id, 'transports', NEW.transports, 'user_id', NEW.user_id), 'redacted', to_jsonb(hidden));
  ELSIF TG_OP = 'UPDATE' THEN
    row_key := NEW.id;
    same := array_remove(ARRAY[CASE WHEN NEW.backed_up IS NOT DISTINCT FROM OLD.backed_up THEN 'backed_up' END, CASE WHEN NEW.created_at IS NOT DISTINCT FROM OLD.created_at THEN 'created_at' END, CASE WHEN NEW.id IS NOT DISTINCT FROM OLD.id THEN 'id' END, CASE WHEN NEW.transports IS NOT DISTINCT FROM OLD.transports THEN 'transports' END, CASE WHEN NEW.user_id IS NOT DISTINCT FROM OLD.user_id THEN 'user_id' END], NULL);
    hidden := array_remove(ARRAY[CASE WHEN NEW.credential_id IS DISTINCT FROM OLD.credential_id THEN 'credential_id' END, CASE WHEN NEW.name IS DISTINCT FROM OLD.name THEN 'name' END, CASE WHEN NEW.public_key IS DISTINCT FROM OLD.public_key THEN 'public_key' END], NULL);
    IF cardinality(same) = 5 AND cardinality(hidden) = 0 THEN RETURN NULL; END IF;
    details := jsonb_build_object('old', jsonb_build_object('backed_up', OLD.backed_up, 'created_at', OLD.created_at, 'id', OLD.id, 'transports', OLD.transports, 'user_id', OLD.user_id) - same, 'new', jsonb_build_object('backed_up', NEW.backed_up, 'created_at', NEW.created_at, 'id', NEW.id, 'transports', NEW.transports, 'user_id', NEW.user_id) - same, 'redacted', to_jsonb(hidden));
  ELSE
    row_key := OLD.id;
    hidden := array_remove(ARRAY[CASE WHEN OLD.credential_id IS NOT NULL THEN 'credential_id' END, CASE WHEN OLD.name IS NOT NULL THEN 'name' END, CASE WHEN OLD.public_key IS NOT NULL THEN 'public_key' END], NULL);
    details := jsonb_build_object('old', jsonb_build_object('backed_up', OLD.backed_up, 'created_at', OLD.created_at, 'id', OLD.id, 'transports', OLD.transports, 'user_id', OLD.user_id), 'redacted', to_jsonb(hidden));
  END IF;
  INSERT INTO public.audit_logs (actor_kind, user_id, session_id, action, request_id, ip_address, user_agent, operation, entity, entity_id, details)
  VALUES (ctx.actor_kind, ctx.user_id, ctx.session_id, ctx.action, ctx.request_id, ctx.ip_address, ctx.user_agent,
    TG_OP, 'passkeys', row_key, details);
  RETURN NULL;
END $capture$;
REVOKE ALL ON FUNCTION audit.capture_passkeys() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.capture_passkeys() TO app_owner;
SET LOCAL ROLE app_owner;
CREATE OR REPLACE TRIGGER audit_capture AFTER INSERT OR UPDATE OR DELETE ON public.passkeys
  FOR EACH ROW EXECUTE FUNCTION audit.capture_passkeys();
CREATE OR REPLACE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.passkeys
  FOR EACH STATEMENT EXECUTE FUNCTION audit.forbid();
ALTER TABLE public.passkeys ENABLE ALWAYS TRIGGER audit_capture, ENABLE ALWAYS TRIGGER audit_no_truncate;
REVOKE ALL ON public.passkeys FROM app;
GRANT SELECT, INSERT, UPDATE, DELETE ON public.passkeys TO app;

-- public.api_keys: what the log keeps of it, and what the app may do with it.
SET LOCAL ROLE audit_owner;
CREATE OR REPLACE FUNCTION audit.capture_api_keys() RETURNS trigger
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
    hidden := array_remove(ARRAY[CASE WHEN NEW.name IS NOT NULL THEN 'name' END, CASE WHEN NEW.token_hash IS NOT NULL THEN 'token_hash' END], NULL);
    details := jsonb_build_object('new', jsonb_build_object('created_at', NEW.created_at, 'expires_at', NEW.expires_at, 'id', NEW.id, 'revoked_at', NEW.revoked_at, 'scopes', NEW.scopes, 'user_id', NEW.user_id), 'redacted', to_jsonb(hidden));
  ELSIF TG_OP = 'UPDATE' THEN
    row_key := NEW.id;
    same := array_remove(ARRAY[CASE WHEN NEW.created_at IS NOT DISTINCT FROM OLD.created_at THEN 'created_at' END, CASE WHEN NEW.expires_at IS NOT DISTINCT FROM OLD.expires_at THEN 'expires_at' END, CASE WHEN NEW.id IS NOT DISTINCT FROM OLD.id THEN 'id' END, CASE WHEN NEW.revoked_at IS NOT DISTINCT FROM OLD.revoked_at THEN 'revoked_at' END, CASE WHEN NEW.scopes IS NOT DISTINCT FROM OLD.scopes THEN 'scopes' END, CASE WHEN NEW.user_id IS NOT DISTINCT FROM OLD.user_id THEN 'user_id' END], NULL);
    hidden := array_remove(ARRAY[CASE WHEN NEW.name IS DISTINCT FROM OLD.name THEN 'name' END, CASE WHEN NEW.token_hash IS DISTINCT FROM OLD.token_hash THEN 'token_hash' END], NULL);
    IF cardinality(same) = 6 AND cardinality(hidden) = 0 THEN RETURN NULL; END IF;
    details := jsonb_build_object('old', jsonb_build_object('created_at', OLD.created_at, 'expires_at', OLD.expires_at, 'id', OLD.id, 'revoked_at', OLD.revoked_at, 'scopes', OLD.scopes, 'user_id', OLD.user_id) - same, 'new', jsonb_build_object('created_at', NEW.created_at, 'expires_at', NEW.expires_at, 'id', NEW.id, 'revoked_at', NEW.revoked_at, 'scopes', NEW.scopes, 'user_id', NEW.user_id) - same, 'redacted', to_jsonb(hidden));
  ELSE
    row_key := OLD.id;
    hidden := array_remove(ARRAY[CASE WHEN OLD.name IS NOT NULL THEN 'name' END, CASE WHEN OLD.token_hash IS NOT NULL THEN 'token_hash' END], NULL);
    details := jsonb_build_object('old', jsonb_build_object('created_at', OLD.created_at, 'expires_at', OLD.expires_at, 'id', OLD.id, 'revoked_at', OLD.revoked_at, 'scopes', OLD.scopes, 'user_id', OLD.user_id), 'redacted', to_jsonb(hidden));
  END IF;
  INSERT INTO public.audit_logs (actor_kind, user_id, session_id, action, request_id, ip_address, user_agent, operation, entity, entity_id, details)
  VALUES (ctx.actor_kind, ctx.user_id, ctx.session_id, ctx.action, ctx.request_id, ctx.ip_address, ctx.user_agent,
    TG_OP, 'api_keys', row_key, details);
  RETURN NULL;
END $capture$;
REVOKE ALL ON FUNCTION audit.capture_api_keys() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.capture_api_keys() TO app_owner;
SET LOCAL ROLE app_owner;
CREATE OR REPLACE TRIGGER audit_capture AFTER INSERT OR UPDATE OR DELETE ON public.api_keys
  FOR EACH ROW EXECUTE FUNCTION audit.capture_api_keys();
CREATE OR REPLACE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.api_keys
  FOR EACH STATEMENT EXECUTE FUNCTION audit.forbid();
ALTER TABLE public.api_keys ENABLE ALWAYS TRIGGER audit_capture, ENABLE ALWAYS TRIGGER audit_no_truncate;
REVOKE ALL ON public.api_keys FROM app;
GRANT SELECT, INSERT, UPDATE, DELETE ON public.api_keys TO app;

-- public.identities: what the log keeps of it, and what the app may do with it.
SET LOCAL ROLE audit_owner;
CREATE OR REPLACE FUNCTION audit.capture_identities() RETURNS trigger
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
    hidden := array_remove(ARRAY[CASE WHEN NEW.subject IS NOT NULL THEN 'subject' END], NULL);
    details := jsonb_build_object('new', jsonb_build_object('created_at', NEW.created_at, 'id', NEW.id, 'issuer', NEW.issuer, 'user_id', NEW.user_id), 'redacted', to_jsonb(hidden));
  ELSIF TG_OP = 'UPDATE' THEN
    row_key := NEW.id;
    same := array_remove(ARRAY[CASE WHEN NEW.created_at IS NOT DISTINCT FROM OLD.created_at THEN 'created_at' END, CASE WHEN NEW.id IS NOT DISTINCT FROM OLD.id THEN 'id' END, CASE WHEN NEW.issuer IS NOT DISTINCT FROM OLD.issuer THEN 'issuer' END, CASE WHEN NEW.user_id IS NOT DISTINCT FROM OLD.user_id THEN 'user_id' END], NULL);
    hidden := array_remove(ARRAY[CASE WHEN NEW.subject IS DISTINCT FROM OLD.subject THEN 'subject' END], NULL);
    IF cardinality(same) = 4 AND cardinality(hidden) = 0 THEN RETURN NULL; END IF;
    details := jsonb_build_object('old', jsonb_build_object('created_at', OLD.created_at, 'id', OLD.id, 'issuer', OLD.issuer, 'user_id', OLD.user_id) - same, 'new', jsonb_build_object('created_at', NEW.created_at, 'id', NEW.id, 'issuer', NEW.issuer, 'user_id', NEW.user_id) - same, 'redacted', to_jsonb(hidden));
  ELSE
    row_key := OLD.id;
    hidden := array_remove(ARRAY[CASE WHEN OLD.subject IS NOT NULL THEN 'subject' END], NULL);
    details := jsonb_build_object('old', jsonb_build_object('created_at', OLD.created_at, 'id', OLD.id, 'issuer', OLD.issuer, 'user_id', OLD.user_id), 'redacted', to_jsonb(hidden));
  END IF;
  INSERT INTO public.audit_logs (actor_kind, user_id, session_id, action, request_id, ip_address, user_agent, operation, entity, entity_id, details)
  VALUES (ctx.actor_kind, ctx.user_id, ctx.session_id, ctx.action, ctx.request_id, ctx.ip_address, ctx.user_agent,
    TG_OP, 'identities', row_key, details);
  RETURN NULL;
END $capture$;
REVOKE ALL ON FUNCTION audit.capture_identities() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit.capture_identities() TO app_owner;
SET LOCAL ROLE app_owner;
CREATE OR REPLACE TRIGGER audit_capture AFTER INSERT OR UPDATE OR DELETE ON public.identities
  FOR EACH ROW EXECUTE FUNCTION audit.capture_identities();
CREATE OR REPLACE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.identities
  FOR EACH STATEMENT EXECUTE FUNCTION audit.forbid();
ALTER TABLE public.identities ENABLE ALWAYS TRIGGER audit_capture, ENABLE ALWAYS TRIGGER audit_no_truncate;
REVOKE ALL ON public.identities FROM app;
GRANT SELECT, INSERT, UPDATE, DELETE ON public.identities TO app;
