/** As an agent writes it, without a slash at its end; null: it is no http address, or has a name, a password or a question in it. */
export function hubAddress(url: URL): string | null {
  const isHttp = url.protocol === 'http:' || url.protocol === 'https:'
  const isBare = url.search === '' && url.hash === '' && url.username === '' && url.password === ''
  return isHttp && isBare ? url.origin + url.pathname.replace(/\/+$/, '') : null
}
