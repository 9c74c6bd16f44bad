// Settings that hold addresses of networks, pages and proxies.
import { isIP } from 'node:net'
import { plainPath } from '#doors/http'
import { UsageError } from './usage-error.ts'

export function listed(text = ''): readonly string[] {
  return text.split(',').flatMap((part) => part.trim().toLowerCase() || [])
}

export function publicUrl(text: string | undefined): { readonly publicUrl?: string } {
  if (text === undefined) return {}
  if (/^https?:\/\//i.test(text) && URL.canParse(text)) {
    const { origin, pathname, search, hash, username, password } = new URL(text)
    const path = plainPath(pathname)
    const isPlain = (path !== '' || pathname === '/') && `${search}${hash}${username}${password}` === ''
    if (isPlain) return { publicUrl: origin + path }
  }
  throw new UsageError(
    `--public-url takes an address such as https://music.example.org or https://example.org/baton, not "${text}".`,
  )
}

export function origin(flag: string, text: string): string {
  if (/^https?:\/\//.test(text) && URL.canParse(text)) {
    const { origin, pathname, search, hash } = new URL(text)
    if (pathname === '/' && search === '' && hash === '') return origin
  }
  throw new UsageError(`--${flag} takes addresses such as https://music.example.org, not "${text}".`)
}

const LOCAL = ['127.0.0.0/8', '::1']

/** Owners may always read them. */
export function metricsFor(text: string): readonly string[] | null {
  if (text === 'off') return null
  if (text === 'owner') return []
  if (text === 'local') return LOCAL
  return [...LOCAL, ...listed(text).map((part) => network('metrics', part))]
}

export function proxy(text: string): string {
  return network('proxies', text)
}

export function agentNetworks(text: string | undefined): { readonly agentNetworks?: readonly string[] } {
  if (text === undefined) return {}
  return { agentNetworks: listed(text).map((part) => network('agent-networks', part)) }
}

export function network(flag: string, text: string): string {
  const [address = '', prefix, ...rest] = text.split('/')
  const bits = isIP(address) === 6 ? 128 : 32
  const isNetwork = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits)
  if (isIP(address) !== 0 && isNetwork && rest.length === 0) return text
  throw new UsageError(`--${flag} takes addresses or networks such as 10.0.0.0/8, not "${text}".`)
}
