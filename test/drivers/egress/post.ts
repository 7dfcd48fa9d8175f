/** The driver in a process of its own, for a runtime that the tests do not run on: what became of one POST, as JSON. */
import { pinned } from '../../../src/drivers/egress/pinned.ts'
import { isEgressError } from '../../../src/ports/egress.ts'

const [url = '', addresses = '', ca = '', ...privateHosts] = process.argv.slice(2)

const egress = pinned({
  plaintext: true,
  privateHosts,
  timeoutMs: 2_000,
  resolve: async () => addresses.split(','),
  ...(ca && { ca }),
})
const told = await egress
  .post({ url, headers: { 'x-from': 'here' }, body: '{}' }, new AbortController().signal)
  .then(({ status }) => status)
  .catch((error: unknown) => (isEgressError(error) ? error.fault : String(error)))
console.log(JSON.stringify(told))
process.exit(0)
