/** Network addresses as text: one spelling each, and the part of it that one customer holds. */

/** `::ffff:192.0.2.1` and `192.0.2.1` are one address; a zone (`%eth0`) is none of our business. */
export function normaliseAddress(address: string): string {
  const bare = address
    .toLowerCase()
    .replace(/%.*$/, '')
    .replace(/^\[|\]$/g, '')
  return bare.startsWith('::ffff:') && bare.includes('.') ? bare.slice(7) : bare
}

/** What is counted: an IPv4 address, or the /64 of an IPv6 one, since a single customer holds at least that much. */
export function addressPrefix(address: string): string {
  const normal = normaliseAddress(address)
  if (!normal.includes(':')) return normal
  const groups = expand(normal).map((group) => group.replace(/^0+(?=.)/, ''))
  return `${groups.slice(0, 4).join(':')}::/64`
}

export function isLoopback(address: string): boolean {
  const normal = normaliseAddress(address)
  return normal === '::1' || normal === 'localhost' || /^127\.\d+\.\d+\.\d+$/.test(normal)
}

/** Is this literal address one that the public network does not route? A name is none: what it leads to is not known here. */
export function isPrivate(host: string): boolean {
  const normal = normaliseAddress(host)
  if (!normal.includes(':')) return privateIPv4.test(normal)
  return /^(::$|::1$|f[cd]|fe[89ab]|::ffff:|64:ff9b:)/.test(normal)
}

/** RFC 6890: this network, private, shared, loopback, link-local (and with it the metadata of clouds), multicast, reserved. */
const privateIPv4 =
  /^(0|10|127|169\.254|172\.(1[6-9]|2\d|3[01])|192\.168|192\.0\.0|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])|198\.1[89]|22[4-9]|2[34]\d|25[0-5])\.(\d+\.)*\d+$/

function expand(address: string) {
  const [head = '', tail] = address.split('::')
  const left = head ? head.split(':') : []
  if (tail === undefined) return left
  const right = tail ? tail.split(':') : []
  return [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right]
}
