-- What the app may do with the tables that nobody audits; `src/auth/classification.ts` says of each why.
GRANT SELECT, INSERT, UPDATE, DELETE ON public.challenges, public.password_attempts TO app;
