-- How far the sealed log was handed on, to each collector: the next place in the tree. Nobody audits it: it says nothing of anybody.
CREATE TABLE public.audit_pushes (
  collector text PRIMARY KEY,
  next_seq bigint NOT NULL DEFAULT 0 CHECK (next_seq >= 0),
  updated_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
GRANT SELECT, INSERT, UPDATE ON public.audit_pushes TO app;
