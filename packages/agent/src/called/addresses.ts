/** An IPv4 address in the dress of an IPv6 one is what it is. */
export function plainAddress(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address
}

/** The name or the address that stands in it, without the brackets of IPv6. */
export function hostOf({ hostname }: URL): string {
  return plainAddress(hostname.replace(/^\[|\]$/g, ''))
}
