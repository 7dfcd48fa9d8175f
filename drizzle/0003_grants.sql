-- What the app may do with the tables that nobody audits; `src/entities/coverage.ts` says of each why.
-- The audited tables are opened to it in the same migration that puts their triggers on.
GRANT SELECT, INSERT, DELETE ON public.idempotency_keys, public.idempotency_results TO app;
GRANT SELECT, INSERT, UPDATE, DELETE ON public.outbox TO app;
GRANT SELECT, INSERT, UPDATE ON public.invoice_counters TO app;
