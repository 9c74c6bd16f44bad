// Playlists as files: looked at, taken in, handed out.
import { type PlaylistExportFormat, playlistFileContract, toRest } from '@baton/protocol'
import type { FastifyPluginAsync } from 'fastify'
import { route } from '#doors/http'
import type { ListReading, PlaylistFiles } from '#engine'
import { commandIdOf, done, receiptDocument } from './shared/answer-command.ts'
import { base64Bytes } from './shared/base64-bytes.ts'
import { playlistDocument } from './shared/playlist-document.ts'

/** A file of the largest size in base64, and what stands around it. */
const BODY_BYTES = 9 * 1024 * 1024

const TYPES: Readonly<Record<PlaylistExportFormat, string>> = {
  m3u: 'audio/x-mpegurl',
  m3u8: 'audio/x-mpegurl; charset=utf-8',
  xspf: 'application/xspf+xml; charset=utf-8',
  jspf: 'application/json; charset=utf-8',
  nsp: 'application/json; charset=utf-8',
}

export interface PlaylistFileDoorParts {
  readonly files: PlaylistFiles
}

export function playlistFileDoor({ files }: PlaylistFileDoorParts): FastifyPluginAsync {
  const large = { bodyLimit: BODY_BYTES }
  return async function routes(app) {
    route(
      app,
      playlistFileContract.look,
      async (request) => {
        const { filename, content } = request.body
        return toRest(
          await files.read(request.signedIn(), { filename, bytes: base64Bytes('content', content) }),
        )
      },
      large,
    )

    route(
      app,
      playlistFileContract.import,
      async (request, reply) => {
        const { filename, content, title, description, visibility } = request.body
        const file = { filename, bytes: base64Bytes('content', content), title, description, visibility }
        const { executed, reading } = await files.import(request.signedIn(), file, commandIdOf(request))
        const { receipt, after } = done(executed)
        reply.code(201)
        return {
          playlist: after.playlist && playlistDocument(after.playlist),
          receipt: receiptDocument(receipt),
          ...foundIn(reading),
        }
      },
      large,
    )

    route(app, playlistFileContract.export, async (request, reply) => {
      const { format } = request.query
      const { filename, bytes } = await files.export(request.signedIn(), request.params.id, format)
      reply.header('content-type', TYPES[format])
      reply.header('content-disposition', attachment(filename))
      reply.header('cache-control', 'private, no-store')
      return bytes
    })
  }
}

function foundIn({ total, trackIds, missing }: ListReading): object {
  return toRest({ total, found: trackIds.length, missing }) as object
}

/** Under its own name, and for old programs under one of plain letters. */
function attachment(filename: string): string {
  const plain = filename.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const exact = encodeURIComponent(filename).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16)}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`
}
