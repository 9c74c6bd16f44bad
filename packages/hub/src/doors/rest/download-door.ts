import { downloadContract, toRest } from '@baton/protocol'
import type { FastifyPluginAsync } from 'fastify'
import { route } from '#doors/http'
import type { AnsweredDownload, DownloadReading, Downloads } from '#engine'
import { commandIdOf, receiptDocument } from './shared/answer-command.ts'

/** What the hub is to fetch from the web, and how far it is. */
export function downloadDoor({ downloads }: { readonly downloads: Downloads }): FastifyPluginAsync {
  return async function routes(app) {
    route(app, downloadContract.list, async (request) =>
      toRest({ items: (await downloads.all(request.signedIn())).map(document) }),
    )

    route(app, downloadContract.about, async (request) => toRest(await downloads.about(request.signedIn())))

    route(app, downloadContract.begin, async (request, reply) => {
      const { url, format, playlist_id: playlistId, asks_first: asksFirst } = request.body
      const wish = { url, format, playlistId, asksFirst }
      const begun = await downloads.begin(request.signedIn(), wish, commandIdOf(request))
      reply.code(201)
      return answer(begun)
    })

    route(app, downloadContract.describe, async (request) => {
      const { title, artist, album } = request.body
      const tags = { title, artist, album }
      return answer(
        await downloads.describe(request.signedIn(), request.params.id, tags, commandIdOf(request)),
      )
    })

    route(app, downloadContract.retry, async (request) =>
      answer(await downloads.retry(request.signedIn(), request.params.id, commandIdOf(request))),
    )

    route(app, downloadContract.cancel, async (request) => {
      const receipt = await downloads.cancel(request.signedIn(), request.params.id, commandIdOf(request))
      return { receipt: receiptDocument(receipt) }
    })
  }
}

function answer(answered: AnsweredDownload) {
  return {
    ...(toRest({ download: document(answered) }) as object),
    receipt: receiptDocument(answered.receipt),
  }
}

function document({ download, progress }: DownloadReading) {
  const { downloadId: _, ...rest } = progress ?? {}
  return { ...download, progress: progress && rest }
}
