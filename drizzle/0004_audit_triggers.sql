CREATE OR REPLACE TRIGGER audit_capture AFTER INSERT OR UPDATE OR DELETE ON public.users
  FOR EACH ROW EXECUTE FUNCTION audit.capture('id', '{created_at,disabled_at,id,role,updated_at,verified_at,version}', '{}');
CREATE OR REPLACE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.users
  FOR EACH STATEMENT EXECUTE FUNCTION audit.forbid();
ALTER TABLE public.users ENABLE ALWAYS TRIGGER audit_capture, ENABLE ALWAYS TRIGGER audit_no_truncate;
REVOKE ALL ON public.users FROM app;
GRANT SELECT, INSERT, UPDATE ON public.users TO app;

CREATE OR REPLACE TRIGGER audit_capture AFTER INSERT OR UPDATE OR DELETE ON public.sessions
  FOR EACH ROW EXECUTE FUNCTION audit.capture('id', '{auth_time,created_at,expires_at,id,revoked_at,transport,user_id}', '{last_seen_at}');
CREATE OR REPLACE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.sessions
  FOR EACH STATEMENT EXECUTE FUNCTION audit.forbid();
ALTER TABLE public.sessions ENABLE ALWAYS TRIGGER audit_capture, ENABLE ALWAYS TRIGGER audit_no_truncate;
REVOKE ALL ON public.sessions FROM app;
GRANT SELECT, INSERT, UPDATE, DELETE ON public.sessions TO app;

CREATE OR REPLACE TRIGGER audit_capture AFTER INSERT OR UPDATE OR DELETE ON public.mailed_tokens
  FOR EACH ROW EXECUTE FUNCTION audit.capture('user_id', '{created_at,expires_at,purpose,used_at,user_id}', '{}');
CREATE OR REPLACE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.mailed_tokens
  FOR EACH STATEMENT EXECUTE FUNCTION audit.forbid();
ALTER TABLE public.mailed_tokens ENABLE ALWAYS TRIGGER audit_capture, ENABLE ALWAYS TRIGGER audit_no_truncate;
REVOKE ALL ON public.mailed_tokens FROM app;
GRANT SELECT, INSERT, UPDATE, DELETE ON public.mailed_tokens TO app;

CREATE OR REPLACE TRIGGER audit_capture AFTER INSERT OR UPDATE OR DELETE ON public.customers
  FOR EACH ROW EXECUTE FUNCTION audit.capture('id', '{created_at,created_by,deleted_at,id,name,owner_id,updated_at,version}', '{}');
CREATE OR REPLACE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.customers
  FOR EACH STATEMENT EXECUTE FUNCTION audit.forbid();
ALTER TABLE public.customers ENABLE ALWAYS TRIGGER audit_capture, ENABLE ALWAYS TRIGGER audit_no_truncate;
REVOKE ALL ON public.customers FROM app;
GRANT SELECT, INSERT, UPDATE ON public.customers TO app;

CREATE OR REPLACE TRIGGER audit_capture AFTER INSERT OR UPDATE OR DELETE ON public.invoices
  FOR EACH ROW EXECUTE FUNCTION audit.capture('id', '{created_at,created_by,currency,customer_id,deleted_at,due_on,id,issued_at,number,owner_id,paid_at,status,subtotal,tax,total,updated_at,version}', '{}');
CREATE OR REPLACE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.invoices
  FOR EACH STATEMENT EXECUTE FUNCTION audit.forbid();
ALTER TABLE public.invoices ENABLE ALWAYS TRIGGER audit_capture, ENABLE ALWAYS TRIGGER audit_no_truncate;
REVOKE ALL ON public.invoices FROM app;
GRANT SELECT, INSERT, UPDATE ON public.invoices TO app;
