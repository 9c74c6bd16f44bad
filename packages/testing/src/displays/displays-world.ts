import { type ArtworkSource, artworkForDisplays } from '@baton/hub/engine'
import { BatonError } from '@baton/protocol'
import type { IClientOptions } from 'mqtt'
import { besideHub, type MosquittoServer } from '../machine/mosquitto.ts'
import { type Program, type ServedHub, serveHub } from '../worlds/http-world.ts'
import {
  type DisplayClient,
  type DisplayCredentials,
  displayClient,
  registeredDisplay,
} from './display-client.ts'

/** The only artwork that there is. */
export const HARBOUR = {
  postId: 7,
  title: 'Harbour',
  authorSqid: 'k3m9x2hq7w',
  authorName: 'Ben',
  width: 8,
  height: 6,
  frameCount: 3,
  hashtags: ['sea'],
  createdAt: 0,
}

export type ConnectedDisplay = DisplayClient & DisplayCredentials

/** A hub that displays come to by TCP and WebSocket, with one artwork, and what they told and asked it. */
export interface DisplaysWorld extends AsyncDisposable {
  readonly hub: ServedHub
  readonly ada: Program
  /** What was handed on as views. */
  readonly views: readonly { readonly playerKey: string; readonly payload: unknown }[]
  readonly queries: readonly object[]
  byTcp(): string
  byWebSocket(): string
  /** Another display of hers, that has said that it is there. */
  connected(url?: string, options?: IClientOptions): Promise<ConnectedDisplay>
  /** As its owner sees it. */
  shownOf(playerKey: string): Promise<Readonly<Record<string, unknown>>>
  /** What happened to it, the newest first. */
  historyOf(playerKey: string): Promise<readonly string[]>
}

export interface DisplaysWorldOptions {
  /** Displays come to this one, which is only theirs. */
  readonly mosquitto?: MosquittoServer
}

export async function displaysWorld({ mosquitto }: DisplaysWorldOptions = {}): Promise<DisplaysWorld> {
  const views: { readonly playerKey: string; readonly payload: unknown }[] = []
  const queries: object[] = []
  const mustBeThere = (postId: number) => {
    if (postId !== HARBOUR.postId) throw new BatonError('artwork.not-found')
  }
  const source: ArtworkSource<typeof HARBOUR> = {
    async query(asked) {
      queries.push(asked)
      return { posts: [HARBOUR], nextCursor: 'further' }
    },
    post: async (postId) => (postId === HARBOUR.postId ? HARBOUR : null),
    visibleTo: () => true,
    react: async (_viewer, postId) => mustBeThere(postId),
    async unreact() {},
    async image(_viewer, postId, { scale, format }) {
      mustBeThere(postId)
      return { bytes: Buffer.from(`${scale} ${format}`), mime: 'image/png' }
    },
  }
  const hub = await serveHub({
    ...(mosquitto ? { mqttBroker: besideHub(mosquitto) } : { mqtt: true }),
    limits: { provision: 1_000 },
    displays: {
      async takeView(view) {
        views.push(view)
        return (view.payload as { request_ack?: boolean }).request_ack ? { success: true } : null
      },
      artwork: (baseUrl) => artworkForDisplays(source, baseUrl),
    },
  })
  const ada = await hub.program('Kitchen')
  const byTcp = () => `mqtt://127.0.0.1:${hub.broker.port}`
  return {
    hub,
    ada,
    views,
    queries,
    byTcp,
    byWebSocket: () => `ws://127.0.0.1:${hub.port}/mqtt`,
    async connected(url = byTcp(), options = {}) {
      const display = await registeredDisplay(hub, ada)
      const client = await displayClient(url, display, options)
      await client.say('status', status(display.playerKey))
      return Object.assign(client, display)
    },
    async shownOf(playerKey) {
      const all = (await ada.ask('/api/player')).json as unknown as readonly Record<string, unknown>[]
      return all.find((one) => one.player_key === playerKey) ?? {}
    },
    async historyOf(playerKey) {
      const { items } = (await ada.ask(`/devices/${playerKey}/history`)).json
      return (items as readonly { readonly happening: string }[]).map(({ happening }) => happening)
    },
    [Symbol.asyncDispose]: () => hub[Symbol.asyncDispose](),
  }
}

/** What a display says that it is there with. */
export function status(playerKey: string, more: object = {}) {
  return { player_key: playerKey, status: 'online', ...more }
}
