/**
 * What a client may prefer (RFC 7240): no body in the answer; a dry run, of which nothing stays; the exact number of all there is;
 * how far the audit log is sealed, to be kept beside the answer.
 */
export type Preference = 'return=minimal' | 'tx=rollback' | 'count=exact' | 'audit-checkpoint'
