/** May an address be written down at all? Told when it is, rather than by a delivery that fails. */
import { invalid } from '../core/errors.ts'
import type { Egress } from '../ports/egress.ts'

/** Throws `validation`. Where a name leads is looked at for each attempt. */
export function permit(egress: Egress, url: string | undefined): void {
  if (url === undefined || egress.permits(url)) return
  const detail = 'Must be an https address of the public network, without a user name or password.'
  throw invalid([{ pointer: '#/url', code: 'not_permitted', detail }])
}
