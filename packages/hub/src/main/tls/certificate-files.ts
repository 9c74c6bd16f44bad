// The certificate of a hub that speaks TLS itself. Programs that renew it write the files anew: the hub takes what they
// hold from then on, and whoever is connected notices nothing.
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createSecureContext } from 'node:tls'
import type { Clock } from '#engine'
import { UsageError } from '../config/usage-error.ts'

export interface CertificateFiles {
  /** PEM, with those of whoever signed it behind. */
  readonly certFile: string
  readonly keyFile: string
}

export interface Certificate {
  readonly cert: string
  readonly key: string
}

const LOOK_EVERY_MS = 10_000

/** What cannot be used is told in one line: the hub does not start with it. */
export function readCertificate({ certFile, keyFile }: CertificateFiles): Certificate {
  const certificate = { cert: readText('certificate', certFile), key: readText('key', keyFile) }
  try {
    createSecureContext(certificate)
  } catch {
    throw new UsageError(`${certFile} and ${keyFile} are no certificate with its key, in PEM.`)
  }
  return certificate
}

/** Hands on each renewed certificate. While one of two files is written already they do not fit: the former one stays. */
export function whenRenewed(
  files: CertificateFiles,
  first: Certificate,
  {
    clock,
    log,
    use,
  }: {
    readonly clock: Pick<Clock, 'after'>
    readonly log: { info(facts: object, line: string): void; warn(facts: object, line: string): void }
    readonly use: (certificate: Certificate) => void
  },
): () => void {
  let former = first
  let refused = ''
  let cancel = () => {}
  let isOver = false
  const look = async () => {
    try {
      const [cert, key] = await Promise.all([
        readFile(files.certFile, 'utf8'),
        readFile(files.keyFile, 'utf8'),
      ])
      if (isOver || (cert === former.cert && key === former.key)) return
      createSecureContext({ cert, key })
      use({ cert, key })
      former = { cert, key }
      refused = ''
      log.info({ file: files.certFile }, 'the certificate was renewed')
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? 'unknown'
      if (reason !== refused)
        log.warn({ file: files.certFile, reason }, 'the new certificate cannot be used yet')
      refused = reason
    }
  }
  const later = () => {
    if (!isOver) cancel = clock.after(LOOK_EVERY_MS, () => void look().then(later))
  }
  later()
  return () => {
    isOver = true
    cancel()
  }
}

function readText(what: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new UsageError(`The ${what} ${file} cannot be read.`)
  }
}
