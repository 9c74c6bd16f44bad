import { BatonError, CommandId, PlaylistId, Sha256, UploadFilename, VisibleText } from '@baton/protocol'
import type { FastifyRequest } from 'fastify'
import type { AnnouncedFile, UploadPart } from '#engine'

type Headers = FastifyRequest['headers']

export const TUS_VERSION = '1.0.0'
export const CHECKSUMS = ['sha256', 'sha1', 'md5'] as const

export function mustSpeakTus({ headers }: FastifyRequest): void {
  if (headers['tus-resumable'] !== TUS_VERSION) throw new BatonError('upload.tus-version')
}

/** A whole number from 0 on. */
export function numberIn(headers: Headers, name: string): number {
  const text = headers[name]
  const value = typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : null
  if (value === null) throw new BatonError('request.invalid', { [name]: 'must be a whole number' })
  return value
}

/** `Upload-Checksum: sha1 BASE64`; missing: the bytes are taken as they come. */
export function checksumIn(headers: Headers): UploadPart['checksum'] {
  const text = headers['upload-checksum']
  if (text === undefined) return undefined
  const [name, digest = ''] = String(text).split(' ', 2)
  const algorithm = CHECKSUMS.find((known) => known === name)
  if (!algorithm || digest === '')
    throw new BatonError('request.invalid', { 'upload-checksum': 'is not understood' })
  return { algorithm, digest: Buffer.from(digest, 'base64') }
}

/** What clients say of a file: `filename` (or `name`), and of their own accord `sha256`, `playlist_id`, `folder`. */
export function announcedIn(headers: Headers): AnnouncedFile {
  const said = metadataIn(headers)
  const filename = parsed(UploadFilename, said.get('filename') ?? said.get('name'), 'filename')
  const sizeBytes = numberIn(headers, 'upload-length')
  const sha256 = optional(Sha256, said.get('sha256'), 'sha256')
  const playlistId = optional(PlaylistId, said.get('playlist_id'), 'playlist_id')
  const folder = optional(VisibleText.max(255), folderIn(said), 'folder')
  if (sizeBytes === 0) throw new BatonError('upload.damaged')
  return { filename, sizeBytes, sha256, playlistId, folder }
}

export function commandIdIn({ headers }: FastifyRequest): CommandId | undefined {
  return optional(CommandId, headers['idempotency-key'], 'idempotency-key')
}

function folderIn(said: ReadonlyMap<string, string>): string | undefined {
  return said.get('folder') || said.get('relativePath')?.split('/').at(-2) || undefined
}

/** `key BASE64, key BASE64`. */
function metadataIn(headers: Headers): ReadonlyMap<string, string> {
  const pairs = String(headers['upload-metadata'] ?? '').split(',')
  return new Map(
    pairs.map((pair) => {
      const [key = '', value = ''] = pair.trim().split(/\s+/, 2)
      return [key, Buffer.from(value, 'base64').toString('utf8')] as const
    }),
  )
}

interface Schema<T> {
  safeParse(value: unknown): { readonly success: boolean; readonly data?: T | undefined }
}

function parsed<T>(schema: Schema<T>, value: unknown, name: string): T {
  const result = schema.safeParse(value)
  if (!result.success) throw new BatonError('request.invalid', { [name]: 'is missing or not allowed' })
  return result.data as T
}

function optional<T>(schema: Schema<T>, value: unknown, name: string): T | undefined {
  return value === undefined ? undefined : parsed(schema, value, name)
}
