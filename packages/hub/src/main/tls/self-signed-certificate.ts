// The certificate of a hub that was started with `--tls self`: made at the first start, kept in the data folder, and made
// anew with the same key before it ends, and where the machine has got a name or an address that is not in it. Rule O19.
import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { hostname, networkInterfaces } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '#engine'
import type { CertificateFiles } from './certificate-files.ts'
import { selfSigned } from './x509-certificate.ts'

/** Some systems refuse longer ones, also where somebody has chosen to trust them. */
const LASTS_MS = 800 * 86_400_000
const RENEWED_BEFORE_MS = 30 * 86_400_000
/** Clocks of phones may be a little behind. */
const BEGINS_EARLIER_MS = 86_400_000
const LOOK_EVERY_MS = 3_600_000
const MOST_NAMES = 50
/** Of an interface alone: nobody writes it into a browser. */
const LINK_LOCAL = /^(?:fe[89ab][0-9a-f]:|169\.254\.)/i

export interface OwnCertificate {
  readonly files: CertificateFiles
  /** SHA-256 of the certificate, as browsers show it. */
  readonly fingerprint: string
}

export interface OwnCertificateOptions {
  readonly dataDir: string
  /** Names of hosts that the hub answers to beside the machine's own. */
  readonly names: readonly string[]
  readonly nowMs: number
}

/** The one that is kept where it still holds, else a new one. */
export function ownCertificate({ dataDir, names, nowMs }: OwnCertificateOptions): OwnCertificate {
  const folder = join(dataDir, 'tls')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const files = { certFile: join(folder, 'own.crt'), keyFile: join(folder, 'own.key') }
  const key = readOr(files.keyFile, (pem) => createPrivateKey(pem)) ?? newKey(files.keyFile)
  const kept = readOr(files.certFile, (pem) => new X509Certificate(pem))
  const wanted = [...new Set([...ownNames(), ...names].flatMap(plainName))].slice(0, MOST_NAMES)
  const former = kept?.checkPrivateKey(key) ? kept : null
  if (former && holds(former, wanted, nowMs)) return { files, fingerprint: former.fingerprint256 }
  // What was once in it stays: a laptop comes back to the network that it has left.
  const all = [...new Set([...wanted, ...(former ? namesIn(former) : [])])].slice(0, MOST_NAMES)
  const from = new Date(nowMs - BEGINS_EARLIER_MS)
  const pem = selfSigned({ key, names: all, from, until: new Date(nowMs + LASTS_MS) })
  writeAtOnce(files.certFile, pem, 0o644)
  return { files, fingerprint: new X509Certificate(pem).fingerprint256 }
}

/** Looks from time to time. What was written anew is noticed by whoever watches the files. */
export function keepOwnCertificate(
  options: Omit<OwnCertificateOptions, 'nowMs'>,
  parts: {
    readonly clock: Pick<Clock, 'after' | 'wallMs'>
    readonly fingerprint: string
    readonly onRenewed: (fingerprint: string) => void
    readonly onFailure: (error: unknown) => void
  },
): () => void {
  let { fingerprint } = parts
  let cancel = () => {}
  const later = () => {
    cancel = parts.clock.after(LOOK_EVERY_MS, () => {
      try {
        const present = ownCertificate({ ...options, nowMs: parts.clock.wallMs() })
        if (present.fingerprint !== fingerprint) parts.onRenewed(present.fingerprint)
        fingerprint = present.fingerprint
      } catch (error) {
        parts.onFailure(error)
      }
      later()
    })
  }
  later()
  return () => cancel()
}

function holds(certificate: X509Certificate, names: readonly string[], nowMs: number): boolean {
  const isYoung = certificate.validFromDate.getTime() <= nowMs
  const isGood = certificate.validToDate.getTime() - RENEWED_BEFORE_MS > nowMs
  const known = new Set(namesIn(certificate))
  return isYoung && isGood && names.every((name) => known.has(name))
}

/** As they were given when it was made. */
export function namesIn({ subjectAltName = '' }: X509Certificate): readonly string[] {
  return subjectAltName.split(', ').flatMap((entry) => {
    const [, name] = /^(?:DNS|IP Address):(.+)$/.exec(entry) ?? []
    return name === undefined ? [] : plainName(name)
  })
}

function ownNames(): readonly string[] {
  const name = hostname().toLowerCase()
  const addresses = Object.values(networkInterfaces()).flatMap((of = []) => of.map(({ address }) => address))
  return [
    ...['localhost', '127.0.0.1', '::1'],
    ...[name, ...(name.includes('.') ? [] : [`${name}.local`])],
    ...addresses.filter((address) => !LINK_LOCAL.test(address)),
  ]
}

/** IPv6 addresses have one spelling here. What can be no name of a host is none. */
function plainName(text: string): readonly string[] {
  const name = text.replace(/^\[(.*)\]$/, '$1').toLowerCase()
  if (isIP(name) === 6 && !name.includes('%')) return [new URL(`http://[${name}]`).hostname.slice(1, -1)]
  return isIP(name) === 4 || /^[\w-]+(?:\.[\w-]+)*$/.test(name) ? [name] : []
}

function newKey(file: string) {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  writeAtOnce(file, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 0o600)
  return privateKey
}

/** Null where it is not there, or is none: then it is made anew. Throws where it cannot be read. */
function readOr<T>(file: string, parse: (pem: string) => T): T | null {
  let pem: string
  try {
    pem = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  try {
    return parse(pem)
  } catch {
    return null
  }
}

function writeAtOnce(file: string, text: string, mode: number): void {
  writeFileSync(`${file}.new`, text, { mode })
  renameSync(`${file}.new`, file)
}
