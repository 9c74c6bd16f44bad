// How a hub speaks TLS itself: with files that somebody else renews, or with a certificate of its own. Rules O15, O19
// and O25.
import { X509Certificate } from 'node:crypto'
import type { Server } from 'node:tls'
import type { OwnCertificate } from '@baton/protocol'
import type { Clock } from '#engine'
import type { Config } from '../config/config.ts'
import { type Certificate, readCertificate, whenRenewed } from './certificate-files.ts'
import { keepOwnCertificate, namesIn, ownCertificate } from './self-signed-certificate.ts'

export interface Tls {
  readonly certificate: Certificate
  /** SHA-256 of the certificate that the hub has made for itself; null: somebody else has made it. */
  readonly fingerprint: string | null
  /** The certificate in use, as whoever is to trust it looks at it; null as above. */
  readonly own: () => OwnCertificate | null
  /** Gives the server each renewed certificate until it is called off. */
  serve(server: Server): () => void
  /** Another server, that is given each as long as one is served. */
  also(server: Server): void
}

export interface TlsParts {
  /** Which the hub answers to beside the machine's own. */
  readonly hostNames: readonly string[]
  readonly clock: Pick<Clock, 'after' | 'wallMs'>
  readonly log: { info(facts: object, line: string): void; warn(facts: object, line: string): void }
  readonly onFailure: (error: unknown) => void
}

/** Undefined: the hub speaks plain HTTP. What cannot be used ends the start with one line. */
export function openTls({ tls, dataDir }: Pick<Config, 'tls' | 'dataDir'>, parts: TlsParts): Tls | undefined {
  const { hostNames: names, clock, log, onFailure } = parts
  const own = tls === 'self' ? ownCertificate({ dataDir, names, nowMs: clock.wallMs() }) : null
  const files = tls === 'self' ? own?.files : tls
  if (!files) return undefined
  const certificate = readCertificate(files)
  let inUse = certificate
  const others: Server[] = []
  return {
    certificate,
    fingerprint: own?.fingerprint ?? null,
    own: () => (own ? lookedAt(inUse) : null),
    serve(server) {
      const use = (renewed: Certificate) => {
        for (const one of [server, ...others]) one.setSecureContext(renewed)
        inUse = renewed
      }
      const stopWatching = whenRenewed(files, certificate, { clock, log, use })
      if (!own) return stopWatching
      const { fingerprint } = own
      const onRenewed = (renewed: string) =>
        log.warn({ fingerprint: renewed }, 'the hub has made itself a new certificate')
      const stopKeeping = keepOwnCertificate({ dataDir, names }, { clock, fingerprint, onRenewed, onFailure })
      return () => {
        stopWatching()
        stopKeeping()
      }
    },
    also: (server) => void others.push(server),
  }
}

function lookedAt({ cert: pem }: Certificate): OwnCertificate {
  const certificate = new X509Certificate(pem)
  const { fingerprint256: sha256, validToDate } = certificate
  return { sha256, names: namesIn(certificate), validUntil: validToDate.getTime(), pem }
}
