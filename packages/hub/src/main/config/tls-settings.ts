// With which certificate a hub speaks TLS itself.
import { resolve } from 'node:path'
import { UsageError } from './usage-error.ts'

/** `self`: the hub makes a certificate of its own. */
export type TlsConfig = { readonly certFile: string; readonly keyFile: string } | 'self'

export const TLS_SETTINGS = [
  {
    flag: 'tls',
    env: 'BATON_TLS',
    value: 'self',
    help: 'the hub speaks HTTPS with a certificate that it makes for itself',
  },
  {
    flag: 'tls-cert',
    env: 'BATON_TLS_CERT',
    value: 'FILE',
    help: 'certificate (PEM, with its chain): the hub speaks HTTPS itself',
  },
  { flag: 'tls-key', env: 'BATON_TLS_KEY', value: 'FILE', help: 'the key of that certificate' },
]

export function tlsConfig(given: (flag: string) => string | undefined): { readonly tls?: TlsConfig } {
  const [own, cert, key] = [given('tls'), given('tls-cert'), given('tls-key')]
  if (own !== undefined) {
    if (own !== 'self')
      throw new UsageError(`--tls takes self, not "${own}". Files are given with --tls-cert and --tls-key.`)
    if ((cert ?? key) !== undefined) throw new UsageError('--tls self does not go with --tls-cert.')
    return { tls: 'self' }
  }
  if (cert === undefined && key === undefined) return {}
  if (cert === undefined || key === undefined) throw new UsageError('--tls-cert and --tls-key go together.')
  return { tls: { certFile: resolve(cert), keyFile: resolve(key) } }
}
