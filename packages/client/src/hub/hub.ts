import {
  type AgentInstaller,
  type AnswerAt,
  AS_SPEAKER,
  accountEndpoints,
  type CommandId,
  type DeviceId,
  type DeviceRecord,
  deviceEndpoints,
  installEndpoints,
  type Me as MeDocument,
  type OwnCertificate,
  type Page,
  type Printed,
  pathTo,
  peopleEndpoints,
  queueEndpoints,
  type RestRequest,
  requestTo,
  type SessionId,
  sessionEndpoints,
  signOnEndpoints,
  streamEndpoints,
  type Tokens,
  type ToneEnd,
  type ToneOutcome,
  tokenEndpoints,
} from '@baton/protocol'
import { KNOWN_FAMILIES, type KnownFamilies } from '../known-families.ts'
import { type Clock, systemClock } from '../runtime/clock.ts'
import { randomId } from '../runtime/random-id.ts'
import { type Store, store, type WritableStore } from '../runtime/store.ts'
import { type Account, account, type SignInWays } from './account.ts'
import { type ArtworkCalls, artwork } from './artwork.ts'
import { type Boxes, boxes } from './boxes.ts'
import { calls } from './calls.ts'
import { type ClockOffset, clockOffset, type ServerClock } from './clock-offset.ts'
import { type Ask, needsSession, routeOf } from './command-routes.ts'
import { type Displays, displays } from './displays.ts'
import type {
  AcceptedReceipt,
  DeviceDocument,
  Me,
  Outcome,
  QueueDocument,
  QueuePageDocument,
  Registration,
  SessionDocument,
} from './documents.ts'
import { type Downloads, downloads } from './downloads.ts'
import { BatonFailure } from './failure.ts'
import { type Health, health } from './health.ts'
import { type Library, library } from './library.ts'
import { wholeAddresses } from './media-address.ts'
import { type Member, type People, people, type Role } from './people.ts'
import { type PlaylistFiles, playlistFiles } from './playlist-files.ts'
import { type Listening, listening } from './playlists-history.ts'
import { type Line, line } from './request.ts'
import { type Uploads, uploads } from './uploads.ts'
import { type Views, views } from './views.ts'

export interface ConnectOptions {
  /** `http://host:port`, or '' for the page's own hub. */
  readonly baseUrl: string
  /** For programs: the access token to send. Browsers leave it out and use the cookie that signing in sets. */
  readonly token?: () => string | null | Promise<string | null>
  readonly fetch?: typeof fetch
  readonly clock?: Clock
  /** Whose commands can be sent; missing: the protocol's. */
  readonly families?: KnownFamilies
}

export interface SendOptions {
  /** The same id sent again has one effect; without one, one is made. */
  readonly commandId?: string
  /** After this long nobody means it any more and it is not sent again; 0: one attempt. Default 10 s. */
  readonly expiresMs?: number
  /** Lets it reach the hub although the page is closing. */
  readonly keepalive?: boolean
  readonly signal?: AbortSignal
}

/** One hub, as one signed-in client knows it. Whatever fails, fails with a BatonFailure. */
export interface Hub {
  readonly baseUrl: string
  readonly clock: Clock
  /** Who is signed in; null before `readMe`, `signIn` or `createOwner`, and after `signOut`. */
  readonly me: Store<Me | null>
  /** The device that this sign-in was bound to by `register`. */
  readonly deviceId: Store<DeviceId | null>

  /** Sends a command; sent again by itself, with the same id, where the answer was lost. */
  send(ask: Ask, options?: SendOptions): Promise<Outcome>

  needsOwner(): Promise<boolean>
  createOwner(owner: { code: string; username: string; password: string }): Promise<Me>
  signIn(as: { username: string; password: string }): Promise<Me>
  /** Besides name and password. */
  signInWays(): Promise<SignInWays>
  /** As whom the proxy in front of the hub says. */
  signInByProxy(): Promise<Me>
  /** With the code that an owner gave; it signs in. */
  resetPassword(reset: { code: string; password: string }): Promise<Me>
  /** Takes another name. */
  rename(username: string): Promise<Me>
  signOut(): Promise<void>
  readMe(): Promise<Me>
  /** For programs: tokens for a name and password, or for a refresh token. */
  tokens(grant: { username: string; password: string } | { refreshToken: string }): Promise<Tokens>

  /** Binds this sign-in to a device: from then on the hub knows who speaks. */
  register(device: Registration): Promise<DeviceId>
  /** The same device, by its own id and this name (else its last one), after the hub has forgotten that it speaks here. */
  registerAgain(name?: string): Promise<DeviceId>
  heartbeat(capabilities?: Registration['capabilities']): Promise<void>

  members(): Promise<readonly Member[]>
  /** Only the owner may. */
  addMember(member: { username: string; password: string; role?: Role }): Promise<Member>

  session(): Promise<SessionDocument>
  queue(): Promise<QueueDocument>
  /** Part of it, or of a box's, in the order that plays. */
  queuePage(
    place: { readonly from: number; readonly limit: number },
    sessionId?: SessionId,
  ): Promise<QueuePageDocument>
  devices(): Promise<readonly DeviceDocument[]>
  /** What happened to a device, newest first. */
  deviceHistory(
    deviceId: DeviceId,
    request?: { readonly limit?: number; readonly cursor?: string },
  ): Promise<Page<DeviceRecord>>
  /** Has a loudspeaker play a short, quiet tone; answered when that is over, after some seconds. */
  testTone(deviceId: DeviceId): Promise<ToneOutcome>
  /** For the loudspeaker itself: what came of the tone that it was to play. */
  toneEnded(end: ToneEnd): Promise<void>
  /** For the loudspeaker itself: what its player has printed, for whoever looks at it. */
  printed(output: Printed): Promise<void>
  /** The agent that the hub hands out; `installLine` makes a line for a terminal of it. */
  agentInstaller(): Promise<AgentInstaller>
  /** The certificate that the hub has made for itself; null: it uses one of somebody else, or none. */
  ownCertificate(): Promise<OwnCertificate | null>
  readonly library: Library
  readonly listening: Listening
  readonly account: Account
  readonly people: People
  readonly uploads: Uploads
  readonly playlistFiles: PlaylistFiles
  readonly downloads: Downloads
  readonly boxes: Boxes
  readonly displays: Displays
  readonly health: Health
  readonly artwork: ArtworkCalls
  readonly views: Views

  /** The server's clock less ours, and how far that may be off; null until an answer told. */
  serverClock(): ServerClock | null
  /** How long ago we last sent something that the hub answered, this machine's sleep included; Infinity: never. */
  contactAgeMs(): number

  /** For `follow`: opens the stream of frames, and takes what it says of the hub's time. */
  readonly stream: HubStream

  /**
   * The same hub and the same sign-in, asked by a browser as the loudspeaker that it is: its stream, its session and its
   * buttons are those of the session whose speaker it is, and not its person's. See `followAsSpeaker`.
   */
  asSpeaker(): Hub
}

export interface HubStream {
  open(query: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Response>
  heard(serverTime: number): void
}

const EXPIRES_MS = 10_000
const STREAM_OPENS_WITHIN_MS = 10_000
/** The hub waits 12 s for what comes of it. */
const TONE_WITHIN_MS = 15_000

export function connect(options: ConnectOptions): Hub {
  const clock = options.clock ?? systemClock()
  const { requests } = options.families ?? KNOWN_FAMILIES
  const baseUrl = options.baseUrl.replace(/\/+$/, '')
  const offset = clockOffset()
  const fetching: typeof fetch = options.fetch ?? ((input, init) => fetch(input, init))
  const wire = line({ baseUrl, token: options.token, fetch: fetching, clock, offset })
  const me = store<Me | null>(null)
  const deviceId = store<DeviceId | null>(null)
  return hubOver(wire, { baseUrl, clock, offset, requests, me, deviceId, registered: null })
}

/** One sign-in, in whatever ways it asks. */
interface SignedIn {
  readonly baseUrl: string
  readonly clock: Clock
  readonly offset: ClockOffset
  readonly requests: KnownFamilies['requests']
  readonly me: WritableStore<Me | null>
  readonly deviceId: WritableStore<DeviceId | null>
  registered: Registration | null
}

function hubOver(wire: Line, signedIn: SignedIn): Hub {
  const { baseUrl, clock, offset, requests, me, deviceId } = signedIn
  const ask = calls(wire)
  const { read, once } = ask

  const known = ({ deviceId: bound, ...who }: MeDocument): Me => {
    me.set(who)
    if (bound) deviceId.set(bound)
    return who
  }
  const readMe = async () => known(await read(accountEndpoints.me))
  const ownSession = async (): Promise<SessionId> => (me.get() ?? (await readMe())).sessionId

  async function register(device: Registration): Promise<DeviceId> {
    const request = routeOf({ type: 'device.register', ...device }, null, requests)
    const headers = { 'idempotency-key': randomId() }
    const answer = await wire.patiently({ ...request, headers }, EXPIRES_MS)
    const given = (answer as AnswerAt<typeof deviceEndpoints.register>).deviceId
    signedIn.registered = { ...device, deviceId: given }
    deviceId.set(given)
    return given
  }

  return {
    baseUrl,
    clock,
    me,
    deviceId,
    library: library(ask, baseUrl),
    listening: listening(ask),
    account: account(ask),
    people: people(ask),
    uploads: uploads(ask, wire),
    playlistFiles: playlistFiles(wire),
    downloads: downloads(ask),
    boxes: boxes(ask),
    displays: displays(ask),
    health: health(ask),
    artwork: artwork(ask, wire, baseUrl),
    views: views(ask, baseUrl),
    send: async (wish, sending = {}) => {
      const sessionId = sessionIn(wish) ?? (needsSession(wish, requests) ? await ownSession() : null)
      return send(wire, routeOf(wish, sessionId, requests), sending)
    },
    needsOwner: async () => (await read(accountEndpoints.needsOwner, { isContact: false })).needsOwner,
    createOwner: async (owner) =>
      known(await once(accountEndpoints.createOwner, { body: owner, isContact: false })),
    signIn: async (as) => known(await once(accountEndpoints.signIn, { body: as, isContact: false })),
    signInWays: () => read(signOnEndpoints.ways, { isContact: false }),
    signInByProxy: async () => known(await once(signOnEndpoints.byProxy, { body: {}, isContact: false })),
    resetPassword: async (reset) =>
      known(await once(peopleEndpoints.resetPassword, { body: reset, isContact: false })),
    rename: async (username) => known(await once(peopleEndpoints.rename, { body: { username } })),
    signOut: async () => {
      await once(accountEndpoints.signOut)
      me.set(null)
      deviceId.set(null)
      signedIn.registered = null
    },
    readMe,
    tokens: async (grant) => {
      const body: Record<string, string> =
        'refreshToken' in grant
          ? { grant_type: 'refresh_token', refresh_token: grant.refreshToken }
          : { grant_type: 'password', ...grant }
      const request = requestTo(tokenEndpoints.grant, { body })
      // As OAuth writes it.
      return (await wire.once({ ...request, body: new URLSearchParams(body), isContact: false })) as Tokens
    },
    register,
    registerAgain: async (name) => {
      const { registered } = signedIn
      if (registered === null) throw new BatonFailure('device.not-registered')
      return register({ ...registered, ...(name !== undefined && { name }) })
    },
    heartbeat: async (capabilities) => {
      await once(deviceEndpoints.heartbeat, { body: capabilities ? { capabilities } : {} })
    },
    members: () => read(accountEndpoints.members),
    addMember: (member) => once(accountEndpoints.addMember, { body: member }),
    session: async () =>
      wholeAddresses(baseUrl, await read(sessionEndpoints.read, { params: { id: await ownSession() } })),
    queue: async () => {
      const answer = await read(queueEndpoints.read)
      return { entries: answer.entries, order: answer.order ?? null, revision: answer.revision }
    },
    queuePage: async (place, sessionId) =>
      read(queueEndpoints.page, { params: { id: sessionId ?? (await ownSession()) }, query: place }),
    devices: () => read(deviceEndpoints.list),
    deviceHistory: (id, { limit = 50, cursor } = {}) =>
      read(deviceEndpoints.history, { params: { id }, query: { limit, cursor: cursor && Number(cursor) } }),
    testTone: (id) => once(deviceEndpoints.testTone, { params: { id }, timeoutMs: TONE_WITHIN_MS }),
    toneEnded: async ({ toneId, outcome, reason }) => {
      await once(deviceEndpoints.toneEnded, { body: { tone_id: toneId, outcome, reason } })
    },
    printed: async ({ playing, text, complete }) => {
      await once(deviceEndpoints.printed, { body: { playing, text, complete } })
    },
    agentInstaller: () => read(installEndpoints.about),
    ownCertificate: async () => (await read(installEndpoints.certificate)).own,
    serverClock: offset.estimate,
    contactAgeMs: wire.contactAgeMs,
    stream: {
      open: (query, headers, signal) =>
        wire.open({
          path: pathTo(streamEndpoints.events, {}) + query,
          headers,
          signal,
          timeoutMs: STREAM_OPENS_WITHIN_MS,
        }),
      heard: (serverTime) => {
        offset.heard(serverTime, clock.now())
      },
    },
    asSpeaker: () => hubOver(wire.with({ [AS_SPEAKER.header]: AS_SPEAKER.value }), signedIn),
  }
}

function sessionIn(ask: Ask): SessionId | null {
  return ('sessionId' in ask && ask.sessionId) || null
}

async function send(wire: Line, request: RestRequest, sending: SendOptions): Promise<Outcome> {
  const commandId = (sending.commandId ?? randomId()) as CommandId
  const { keepalive = false, signal } = sending
  const headers = { 'idempotency-key': commandId }
  const answer = await wire.patiently(
    { ...request, headers, keepalive, signal },
    sending.expiresMs ?? EXPIRES_MS,
  )
  return outcomeOf(answer, commandId)
}

type Answer = Partial<SessionDocument> & {
  readonly receipt?: Partial<AcceptedReceipt>
  readonly session?: SessionDocument
} & Partial<AcceptedReceipt>

/** Routes answer with a session and its receipt, a report with a receipt and its session, others with little. */
function outcomeOf(answer: unknown, commandId: CommandId): Outcome {
  const document = (answer ?? {}) as Answer
  const said = document.receipt ?? document
  const receipt: AcceptedReceipt = {
    commandId: said.commandId ?? commandId,
    seq: said.seq ?? 0,
    revision: said.revision ?? 0,
    changed: said.changed ?? true,
    result: said.result ?? {},
  }
  const session = document.session ?? (document.timeline ? (document as SessionDocument) : null)
  return { receipt, session }
}
