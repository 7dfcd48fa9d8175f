/** What the document says of who may call. */
import type { Endpoint } from '../ports/endpoint.ts'

export function describe({ summary, access, action, input }: Endpoint) {
  const who = {
    anyone: 'Anyone may call this.',
    'signed-in': 'Needs a session or an API key.',
    session: 'Needs a session.',
    recent: 'Needs a session whose person proved within the last ten minutes who they are.',
    operator: 'For operators: needs the metrics token, or a call from the machine itself.',
  }
  const needs =
    typeof access === 'string'
      ? who[access]
      : `Needs the permission \`${access.permission}\`${access.recent ? ', of somebody who proved within the last ten minutes who they are' : ''}.`
  const sent = input.form ? ' Sent by the form of a page of ours, with the token as the field `csrf`.' : ''
  return `${summary}\n\n${needs}${sent} Known in the audit log as \`${action}\`.`
}

/** A cookie alone changes nothing: an unsafe call needs the token beside it. */
export function security({ access, method }: Endpoint) {
  if (access === 'anyone') return []
  if (access === 'operator') return [{ operator: [] }]
  return [{ bearer: [] }, method === 'GET' ? { cookie: [] } : { cookie: [], csrf: [] }]
}
