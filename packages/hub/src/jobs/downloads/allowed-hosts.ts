/** Whether a download may begin at this address: of a host that is named, what stands below it too. Null: everywhere. */
export function isAllowedHost(url: string, hosts: readonly string[] | null): boolean {
  if (hosts === null) return true
  const name = new URL(url).hostname.replace(/\.$/, '')
  return hosts.some((host) => name === host || name.endsWith(`.${host}`))
}
