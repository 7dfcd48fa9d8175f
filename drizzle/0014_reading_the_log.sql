-- What was done, and what was refused, however long ago and however seldom: without these a rare one is sought through the whole log.
-- The first costs a record 2.5 of some 60 µs; in the second there is next to nothing.
SET LOCAL ROLE audit_owner;

CREATE INDEX audit_logs_action ON public.audit_logs (action, id);
CREATE INDEX audit_logs_refused ON public.audit_logs (outcome, id) WHERE outcome <> 'success';
