import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A certificate for `127.0.0.1` and `localhost` that is its own signer, as files of that name in the folder. */
export async function makeCertificate(folder: string, name = 'server') {
  const key = join(folder, `${name}.key`)
  const certificate = join(folder, `${name}.crt`)
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'],
    ...['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', key, '-out', certificate],
  ])
  return { key, certificate, pem: await readFile(certificate, 'utf8') }
}
