/** Everything that must be answered alike on every runtime, in the order in which it is played. */
import type { Scenario } from './scenario.ts'
import { accounts } from './scenarios/accounts.ts'
import { audit } from './scenarios/audit.ts'
import { collection } from './scenarios/collection.ts'
import { exports } from './scenarios/exports.ts'
import { factors } from './scenarios/factors.ts'
import { forms } from './scenarios/forms.ts'
import { histories } from './scenarios/histories.ts'
import { input } from './scenarios/input.ts'
import { lists } from './scenarios/lists.ts'
import { mailing } from './scenarios/mailing.ts'
import { passkeys } from './scenarios/passkeys.ts'
import { payments } from './scenarios/payments.ts'
import { programs } from './scenarios/programs.ts'
import { sessions } from './scenarios/sessions.ts'
import { system } from './scenarios/system.ts'
import { users } from './scenarios/users.ts'
import { webhooks } from './scenarios/webhooks.ts'
import { writes } from './scenarios/writes.ts'

export const scenarios: readonly Scenario[] = [
  ...accounts,
  ...sessions,
  ...factors,
  ...programs,
  ...passkeys,
  ...users,
  ...audit,
  ...forms,
  ...collection,
  ...writes,
  ...mailing,
  ...payments,
  ...webhooks,
  ...histories,
  ...lists,
  ...exports,
  ...input,
  ...system,
]
