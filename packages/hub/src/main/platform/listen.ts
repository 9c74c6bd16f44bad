import { networkInterfaces } from 'node:os'
import type { FastifyInstance } from 'fastify'
import { type Config, EVERY_NETWORK, UsageError } from '../config/config.ts'

/** What cannot be listened on ends the start with one line. */
export async function listen(
  app: FastifyInstance,
  { host, port }: Pick<Config, 'host' | 'port'>,
): Promise<void> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EAFNOSUPPORT' && host === EVERY_NETWORK) return listen(app, { host: '0.0.0.0', port })
    if (code === 'EADDRINUSE') throw new UsageError(`Port ${port} is in use. Choose another with --port.`)
    if (code === 'EACCES')
      throw new UsageError(`Port ${port} may not be used by this user. Choose one above 1023.`)
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new UsageError(`--host ${host} is no address of this machine.`)
    throw error
  }
}

/** Addresses that other devices can use come first; of a hub that listens here only, the one there is. */
export function addressesOf(scheme: 'http' | 'https', host: string, port: number): readonly string[] {
  if (!isEverywhere(host)) return [`${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`]
  const outside = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
  return [...outside.map(({ address }) => `${scheme}://${address}:${port}`), `${scheme}://localhost:${port}`]
}

export function isEverywhere(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}
