import { BatonError, type DeviceView, DisplayCommand, displayContract, toRest } from '@baton/protocol'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { addressOf, bearerIn, refusal, route } from '#doors/http'
import {
  type ArtworkForDisplays,
  type DisplayIdentity,
  type DisplayOwner,
  type DisplayRequests,
  type Displays,
  mustBeWithin,
  type PlayingForDisplays,
  type Rates,
} from '#engine'

export interface DisplayDoorParts {
  readonly displays: Displays
  readonly requests: DisplayRequests
  readonly artwork: Pick<ArtworkForDisplays, 'image'>
  readonly playing: Pick<PlayingForDisplays, 'image'>
  readonly rates: Rates
  readonly brokerPlaces: () => BrokerPlaces
}

/** Where displays find the broker. */
export interface BrokerPlaces {
  /** Null: where they find the hub. */
  readonly host: string | null
  /** Null: nowhere by plain TCP. */
  readonly port: number | null
  /** Null: nowhere by TLS. */
  readonly tlsPort: number | null
  /** Null: at the hub. */
  readonly websocketUrl: string | null
}

/** Displays: how they come to an owner, what the owner does with them, and what they ask for without MQTT. */
export function displayDoor({
  displays,
  requests,
  artwork,
  playing,
  rates,
  brokerPlaces,
}: DisplayDoorParts): FastifyPluginAsync {
  return async function routes(app) {
    route(app, displayContract.list, async (request) =>
      toRest((await displays.list(request.signedIn())).map(document)),
    )

    route(app, displayContract.provision, async (request, reply) => {
      const { device_model: model = null, firmware_version: firmware = null, claim = false } = request.body
      const made = await displays.provision({ network: addressOf(request), model, firmware, claim })
      reply.code(201)
      return toRest({
        playerKey: made.playerKey,
        registrationCode: made.code,
        registrationCodeExpiresAt: isoTime(made.expiresAt),
        ...(made.claimSecret !== null && { claimSecret: made.claimSecret }),
        ...placesOf(request),
      })
    })

    route(app, displayContract.register, async (request, reply) => {
      const { registration_code: code, name } = request.body
      const view = await displays.register(request.signedIn(), code, name)
      reply.code(201)
      return toRest(document(view))
    })

    route(app, displayContract.credentials, async (request) => {
      const { key: playerKey } = request.params
      const by = { network: addressOf(request), secret: bearerIn(request.headers.authorization) }
      const apiToken = await displays.credentials(playerKey, by)
      return toRest({ playerKey, apiToken, ...placesOf(request) })
    })

    route(app, displayContract.rotate, async (request) => {
      const { key: playerKey } = request.params
      const display = await speaking(request)
      const person = display ? null : await request.visitor()
      if (!display && !person) throw new BatonError('auth.required')
      if (display && display.playerKey !== playerKey) throw new BatonError('device.not-found')
      const by = display ?? mustBeWithin(person as NonNullable<typeof person>, 'control')
      return toRest({ playerKey, apiToken: await displays.rotate(by, playerKey) })
    })

    route(app, displayContract.request, async (request) => {
      const display = await speaking(request)
      if (!display) throw new BatonError('auth.wrong-token')
      const { request_id: requestId } = request.body
      return toRest(await requests(display, request.body, requestId))
    })

    route(app, displayContract.image, async (request, reply) => {
      const viewer = await looking(request)
      const { post_id: id } = request.params
      const picture = /^[1-9]\d{0,14}$/.test(id)
        ? await artwork.image(viewer, Number(id), request.query)
        : null
      return shown(reply, picture)
    })

    route(app, displayContract.playingImage, async (request, reply) => {
      const viewer = await looking(request)
      return shown(reply, await playing.image(viewer, request.params.name, request.query))
    })

    route(app, displayContract.command, async (request) => {
      const { success, data } = DisplayCommand.safeParse(request.body)
      if (!success)
        throw new BatonError('request.invalid', { [request.body.command]: 'misses a field, or has another' })
      const { commandId } = await displays.command(request.signedIn(), request.params.key, data)
      return toRest({ commandId, command: data.command, acknowledged: true })
    })

    route(app, displayContract.rename, async (request) =>
      toRest(document(await displays.rename(request.signedIn(), request.params.key, request.body.name))),
    )

    route(app, displayContract.forget, async (request, reply) => {
      await displays.forget(request.signedIn(), request.params.key)
      return reply.code(204).send()
    })
  }

  /** Who looks at a picture: a display, or somebody who is signed in. Each look counts. */
  async function looking(request: FastifyRequest): Promise<DisplayOwner> {
    const person = await request.visitor()
    const display = person ? null : await speaking(request)
    const viewer = display ?? (person && mustBeWithin(person, 'read'))
    if (!viewer) throw new BatonError('auth.required')
    const tooMany = await rates.count('read', display ? `display ${display.playerKey}` : viewer.userId)
    if (tooMany) throw refusal(tooMany)
    return viewer
  }

  /** The display that asks; null: none. */
  function speaking({ headers }: FastifyRequest): Promise<DisplayIdentity | null> {
    return displays.byToken(bearerIn(headers.authorization) ?? '')
  }

  /** Where the hub was asked, the display finds the rest of it. */
  function placesOf(request: FastifyRequest) {
    const baseUrl = request.ownAddress()
    const { hostname } = new URL(baseUrl)
    const { host, port, tlsPort, websocketUrl } = brokerPlaces()
    return {
      mqttBroker: {
        host: host ?? hostname.replace(/^\[|\]$/g, ''),
        port,
        tlsPort,
        websocketUrl: websocketUrl ?? `${baseUrl.replace(/^http/, 'ws').replace(/\/$/, '')}/mqtt`,
      },
      httpsApi: { baseUrl, auth: 'bearer' },
    }
  }
}

function shown(
  reply: FastifyReply,
  picture: { readonly bytes: Uint8Array; readonly mime: string } | null,
): FastifyReply {
  if (!picture) throw new BatonError('request.not-found')
  reply.header('content-type', picture.mime).header('cache-control', 'private, max-age=3600')
  return reply.send(Buffer.from(picture.bytes))
}

function document({ deviceId, name, online, lastSeen, display }: DeviceView) {
  if (!display) throw new BatonError('device.not-found')
  const { firmware, postId, ...more } = display
  return {
    ...more,
    playerKey: deviceId,
    name,
    connectionStatus: online ? 'online' : 'offline',
    lastSeenAt: isoTime(lastSeen),
    currentPostId: postId,
    firmwareVersion: firmware,
  }
}

function isoTime(instant: number): string {
  return new Date(instant).toISOString()
}
