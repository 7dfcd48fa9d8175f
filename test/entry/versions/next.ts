/** What the version after this one covers: a customer's nickname, a new table, and one that nobody audits. */
import { coverage as present } from '../../../src/coverage.ts'

export const coverage = {
  classified: [
    ...present.classified.map((one) =>
      one.table === 'customers' ? { ...one, audited: [...one.audited, 'nickname'] } : one,
    ),
    { table: 'tags', key: 'id', audited: ['id', 'label'], redacted: [] },
  ],
  exempt: { ...present.exempt, jotted: 'nobody reads it' },
}
