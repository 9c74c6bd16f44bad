import type { HubFace } from './hub.ts'

/**
 * Words of the hub's command line with which people come in without a password: it is a proxy's business who they are.
 * To hash a thousand passwords takes minutes.
 */
export const WITHOUT_PASSWORDS: readonly string[] = [
  ...['--proxies', '127.0.0.1', '--proxy-user-header', 'X-Remote-User', '--proxy-user-create', 'yes'],
]
/** Of one person. */
export const MOST_KEYS = 50

/** Somebody new of the household, by so many keys; each is a sign-in of its own, and may be a device of its own. */
export async function newPerson(hub: HubFace, name: string, keys: number): Promise<readonly string[]> {
  const came = await asked(hub, '/signin/proxy', {}, { 'x-remote-user': name })
  const [cookie = ''] = (came.headers.get('set-cookie') ?? '').split(';')
  const tokens: string[] = []
  for (let nth = 0; nth < keys; nth++) {
    const wish = { name: `key ${nth}`, scopes: ['read', 'control', 'library'] }
    const made = await asked(hub, '/me/keys', wish, { cookie, origin: hub.baseUrl })
    tokens.push(((await made.json()) as { readonly secret: string }).secret)
  }
  return tokens
}

async function asked(
  { baseUrl }: HubFace,
  path: string,
  body: object,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  const response = await fetch(`${baseUrl}${path}`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok)
    throw new Error(`POST ${path} was answered with ${response.status}: ${await response.text()}`)
  return response
}
