import { BatonError } from '@baton/protocol'

const NOT_OF_BASE64 = /[^A-Za-z0-9+/]/

/**
 * The bytes of a file that a field of a body has in base64. Throws `request.invalid` where it is none, or empty. It looks
 * at each letter once: a body may be millions of them long, and the whole worker waits for it.
 */
export function base64Bytes(field: string, content: string): Buffer {
  const bare = content.slice(0, content.length - paddingOf(content))
  if (bare === '' || NOT_OF_BASE64.test(bare) || !endsWell(bare)) {
    throw new BatonError('request.invalid', { [field]: 'must be the bytes of a file in base64' })
  }
  return Buffer.from(bare, 'base64')
}

function paddingOf(content: string): number {
  if (content.endsWith('==')) return 2
  return content.endsWith('=') ? 1 : 0
}

/** No letter and no bit is left over behind the last byte. */
function endsWell(bare: string): boolean {
  const rest = bare.slice(bare.length - (bare.length % 4))
  return Buffer.from(rest, 'base64').toString('base64').startsWith(rest)
}
