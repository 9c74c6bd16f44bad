import { BatonError } from '@baton/protocol'

/** The bytes of a file that a field of a body has in base64. Throws `request.invalid` where it is none, or empty. */
export function base64Bytes(field: string, content: string): Buffer {
  const bytes = Buffer.from(content, 'base64')
  const bare = (text: string) => text.replace(/=+$/, '')
  if (bytes.length === 0 || bare(bytes.toString('base64')) !== bare(content)) {
    throw new BatonError('request.invalid', { [field]: 'must be the bytes of a file in base64' })
  }
  return bytes
}
