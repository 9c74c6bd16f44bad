// The media door: the bytes of a track, for whoever holds a ticket that is good now. An answer that is on its way
// when the right to sound moves is cut. Rules in docs/protocol/media.md.
import type { ServerResponse } from 'node:http'
import { BatonError, mediaContract, type TrackId } from '@baton/protocol'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Accounts } from '#accounts'
import { addressOf, principalOf, refusal, route } from '#doors/http'
import type { Admission, Engine, OpenTrackFile, Principal, TrackAudio } from '#engine'
import { boxAudio } from './box-audio.ts'
import { byNginx } from './by-nginx.ts'
import { ticketGuesses } from './limit-ticket-guesses.ts'
import { openFiles } from './open-files.ts'
import { type RangeAnswer, rangeAnswer } from './range.ts'
import { testTone } from './test-tone.ts'

/** Parts up to here are read in one piece: players that ask for small parts ask often. */
const AT_ONCE_BYTES = 128 * 1024

export interface MediaParts {
  readonly engine: Engine
  readonly accounts: Accounts
  readonly audio: TrackAudio
  /** Where Nginx has its internal location for the music, such as `/internal/`; null: the hub sends all bytes itself. */
  readonly accel?: string | null
}

export function mediaDoor({ engine, accounts, audio, accel = null }: MediaParts): FastifyPluginAsync {
  const plugin: FastifyPluginAsync = async (app) => {
    const guesses = ticketGuesses()
    const open = openFiles((error) => app.log.error({ err: error }, 'a file could not be closed'))
    const onTheirWay = new Set<ServerResponse>()
    const closing = new AbortController()
    app.addHook('preClose', async () => {
      closing.abort(new BatonError('hub.draining'))
      for (const answer of onTheirWay) answer.destroy()
    })
    app.addHook('onClose', () => open.close())

    const admitted = async (request: FastifyRequest, token: string, trackId: TrackId) => {
      const address = addressOf(request)
      guesses.check(address)
      const admission = await engine.tickets.admit(token, trackId)
      if ('code' in admission) {
        guesses.count(address)
        await noteRefusal(token, trackId, null)
        throw refusal(admission)
      }
      const stranger = await strangerTo(request, admission)
      if (stranger) {
        admission.release()
        guesses.count(address)
        await noteRefusal(token, trackId, stranger)
        throw new BatonError('media.ticket-refused')
      }
      return admission
    }

    /** Counts against whoever showed it, else against the device that it was given to. */
    const noteRefusal = async (token: string, trackId: TrackId, shown: Principal | null) => {
      const holder = engine.tickets.holderOf(token)
      if (!holder) return
      const { householdId, userId } = shown ?? holder
      const { deviceId, mark } = holder
      const isOld = holder.trackId === trackId
      const signInId = shown?.credentialId ?? null
      await accounts.ticketRefused({ householdId, userId, deviceId, signInId, mark, isOld })
    }

    /** Plain players bring nothing but the address; whoever shows a credential must be the device it was given to. */
    const strangerTo = async (request: FastifyRequest, { deviceId }: Admission) => {
      const shown = await principalOf(request, accounts).catch(() => null)
      return shown !== null && shown.deviceId !== deviceId ? shown : null
    }

    const held = async (admission: Admission, startMs: number, gone: () => AbortSignal) => {
      const { householdId, trackId, formats } = admission
      const key = JSON.stringify([householdId, trackId, formats, startMs])
      const admitted = { ...admission, startMs }
      const file = await open.hold(key, (unwanted) => audio.open(admitted, unwanted), gone)
      if (!file) throw new BatonError('media.unavailable')
      return file
    }

    await app.register(boxAudio(audio))
    await app.register(testTone)

    route(
      app,
      mediaContract.track,
      async (request, reply) => {
        const { token, start_ms: startMs } = request.query
        const admission = await admitted(request, token, request.params.track_id)
        const gone = () => AbortSignal.any([leftBy(reply.raw), admission.revoked, closing.signal])
        let holding: Awaited<ReturnType<typeof held>> | null = null
        const over = () => {
          holding?.release()
          admission.release()
        }
        try {
          holding = await held(admission, startMs, gone)
          const method = request.method === 'HEAD' ? 'HEAD' : 'GET'
          const asked = { method, headers: request.headers, nowMs: Date.now() } as const
          const answer = rangeAnswer(asked, holding.file)
          describe(reply, holding.file, answer)
          if (answer.status === 416) throw new BatonError('media.range')
          if (answer.status === 412) throw new BatonError('media.changed')
          if (!('start' in answer) || method === 'HEAD') {
            over()
            return reply.code(answer.status).send()
          }
          const content = accel && (await audio.content({ ...admission, startMs }))
          const handedOn = content && byNginx(accel, request.headers, answer, content, holding.file.sizeBytes)
          if (handedOn) {
            over()
            // Nginx tells the length and the range of what it sends.
            reply.removeHeader('content-length').removeHeader('content-range')
            return reply.code(200).headers(handedOn).send()
          }
          reply.hijack()
          // Of an answer that is closed already no event would come to release anything.
          if (reply.raw.closed || reply.raw.destroyed) return over()
          onTheirWay.add(reply.raw)
          reply.raw.once('close', () => onTheirWay.delete(reply.raw))
          send(reply, holding.file, answer, admission.revoked, over)
        } catch (error) {
          over()
          throw error
        }
      },
      { head: 'own' },
    )
  }
  return plugin
}

/** Aborts when the client has left before its answer was complete. */
function leftBy(raw: ServerResponse): AbortSignal {
  const left = new AbortController()
  const leave = () => left.abort(new BatonError('media.ticket-refused'))
  if (raw.destroyed) leave()
  else raw.once('close', leave)
  return left.signal
}

function describe(reply: FastifyReply, file: OpenTrackFile, answer: RangeAnswer): void {
  reply.headers({
    'accept-ranges': 'bytes',
    'cache-control': 'no-store',
    etag: file.etag,
    'last-modified': new Date(file.mtimeMs).toUTCString(),
  })
  if (answer.status === 416) reply.header('content-range', `bytes */${file.sizeBytes}`)
  if (answer.status !== 200 && answer.status !== 206) return
  reply.header('content-type', file.mime)
  reply.header('content-length', answer.end - answer.start + 1)
  if (answer.status === 206) {
    reply.header('content-range', `bytes ${answer.start}-${answer.end}/${file.sizeBytes}`)
  }
}

/** Streams with back-pressure. A revoked ticket, a failing disk and a client that leaves all end it at once. */
function send(
  reply: FastifyReply,
  file: OpenTrackFile,
  part: Extract<RangeAnswer, { readonly start: number }>,
  revoked: AbortSignal,
  over: () => void,
): void {
  const { raw } = reply
  raw.writeHead(part.status, headersOf(reply))
  const cut = () => raw.destroy()
  const done = () => {
    revoked.removeEventListener('abort', cut)
    over()
  }
  raw.once('close', done)
  raw.once('error', cut)
  revoked.addEventListener('abort', cut)
  if (revoked.aborted) cut()
  else if (part.end < part.start) raw.end()
  else if (part.end - part.start < AT_ONCE_BYTES) atOnce(raw, file, part.start, part.end)
  else stream(raw, file, part.start, part.end)
}

/** A client that left meanwhile, or a ticket that was revoked, has destroyed the answer: then nothing is written. */
function atOnce(raw: ServerResponse, file: OpenTrackFile, start: number, end: number): void {
  file.readAtOnce(start, end).then(
    (bytes) => {
      if (!raw.destroyed) raw.end(bytes)
    },
    () => raw.destroy(),
  )
}

function stream(raw: ServerResponse, file: OpenTrackFile, start: number, end: number): void {
  const bytes = file.read(start, end)
  bytes.once('error', () => raw.destroy())
  raw.once('close', () => bytes.destroy())
  bytes.pipe(raw)
}

function headersOf(reply: FastifyReply): Record<string, string | number | string[]> {
  const headers: Record<string, string | number | string[]> = {}
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) headers[name] = value
  }
  return headers
}
