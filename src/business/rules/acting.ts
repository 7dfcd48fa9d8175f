/** Actions and events: do they lead from a state that exists to columns that may change, under names of their own? */
import { eventsOf, verbEvents } from '../events.ts'
import { isReserved, type Rule, type Wrong } from './rule.ts'

/** The last parts of paths that are taken. */
const verbs = ['bulk', 'export', 'history', 'restore']

/** The verbs that have no such part. */
const rowVerbs = ['create', 'list', 'read', 'update', 'delete']

const states: Rule = ({ actions = [] }, fields) =>
  actions
    .filter(({ state }) => !fields.get(state)?.options)
    .map(
      ({ name, state }): Wrong => [
        state,
        `is the state of the action "${name}" but has no closed list of values`,
      ],
    )

const changes: Rule = ({ actions = [] }, fields) =>
  actions.flatMap(({ name, changes }) =>
    changes
      .filter((field) => !fields.has(field) || isReserved(field))
      .map(
        (field): Wrong => [
          field,
          `cannot be changed by the action "${name}": it is no column of the entity's own`,
        ],
      ),
  )

const names: Rule = ({ actions = [] }) =>
  actions.flatMap(({ name, event }, at): Wrong[] => {
    const earlier = actions.slice(0, at)
    const taken = verbs.includes(name) || earlier.some((other) => other.name === name)
    const told = [...verbEvents, ...earlier.map((other) => other.event)] as readonly string[]
    return [
      ...(/^[a-z][a-z-]*$/.test(name)
        ? []
        : [[name, 'is no name for an action: small letters and hyphens'] as const]),
      ...(taken ? [[name, 'is the name of two verbs'] as const] : []),
      ...(/^[a-z][a-z-]*$/.test(event)
        ? []
        : [[event, 'is no name for an event: small letters and hyphens'] as const]),
      ...(told.includes(event) ? [[event, 'is the name of two events'] as const] : []),
    ]
  })

const emission: Rule = ({ actions = [], emits = [] }) =>
  emits
    .filter((event) => !eventsOf({ actions }).includes(event))
    .map((event): Wrong => [event, 'stands in "emits" but never happens'])

/** A verb that does not exist would be left open to everybody. */
const permitted: Rule = ({ actions = [], permissions = {} }) =>
  Object.keys(permissions)
    .filter((verb) => ![...rowVerbs, ...verbs, ...actions.map(({ name }) => name)].includes(verb))
    .map((verb): Wrong => [verb, 'stands in "permissions" but is no verb and no action'])

export const actingRules: readonly Rule[] = [states, changes, names, emission, permitted]
