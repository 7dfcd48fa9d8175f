-- What the app may do with the inbox of payments: write in it, and never change what stands there.
GRANT SELECT, INSERT ON public.payment_events TO app;
-- An answer that waits for a retry holds its secret sealed: when the key is rotated it is sealed anew, and nothing else of it changes.
GRANT UPDATE (body) ON public.idempotency_results TO app;
-- What the app may do with the log of deliveries; `src/coverage.ts` says why nobody audits it.
GRANT SELECT, INSERT, UPDATE, DELETE ON public.webhook_deliveries TO app;
