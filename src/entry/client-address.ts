/**
 * Where a request came from: the socket's other end, or what the proxies that are ours say it was.
 *
 * Each proxy appends the address it saw, so with n trusted ones the nth entry from the right was written by ours;
 * everything to its left is the caller's own invention.
 */
export function clientAddress(
  socket: string,
  forwardedFor: string | null | undefined,
  trustedProxies: number,
): string {
  if (trustedProxies === 0 || !forwardedFor) return socket
  const chain = forwardedFor.split(',').map((item) => item.trim())
  return chain.at(-Math.min(trustedProxies, chain.length)) || socket
}
