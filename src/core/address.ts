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
  return normal.includes(':') ? !isGlobalIPv6(normal) : privateIPv4.test(normal)
}

/** RFC 6890: this network, private, shared, loopback, link-local (and with it the metadata of clouds), examples, multicast, reserved. */
const privateIPv4 =
  /^(0|10|127|169\.254|172\.(1[6-9]|2\d|3[01])|192\.168|192\.0\.[02]|192\.88\.99|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])|198\.1[89]|198\.51\.100|203\.0\.113|22[4-9]|2[34]\d|25[0-5])\.(\d+\.)*\d+$/

/**
 * Global unicast is 2000::/3 (RFC 4291 §2.4), and in it neither Teredo and its like, nor 6to4, which lead to an IPv4 address
 * that is written into them, nor examples. All else is not: loopback, mapped and translated IPv4, local, multicast.
 */
function isGlobalIPv6(normal: string): boolean {
  const [first = 0, second = 0] = expand(normal).map((group) => Number.parseInt(group, 16))
  if (!(first >= 0x2000 && first <= 0x3fff) || first === 0x2002) return false
  return first === 0x2001 ? second >= 0x200 && second !== 0xdb8 : first !== 0x3fff || second >= 0x1000
}

/** A name that leads to the machine itself or to its neighbours, whoever is asked (RFC 6761, RFC 6762, RFC 8375), or that has no domain. */
export function isLocalName(host: string): boolean {
  return /^[^.:]*\.?$|\.(localhost|local|internal|home\.arpa)\.?$/i.test(host)
}

function expand(address: string) {
  const [head = '', tail] = address.split('::')
  const left = head ? head.split(':') : []
  if (tail === undefined) return left
  const right = tail ? tail.split(':') : []
  return [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right]
}
