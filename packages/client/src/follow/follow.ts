import { type Cursor, type SessionId, sessionRoom } from '@baton/protocol'
import { BatonFailure, isFailure } from '../hub/failure.ts'
import type { Hub } from '../hub/hub.ts'
import { KNOWN_FAMILIES, type KnownFamilies } from '../known-families.ts'
import { pause } from '../runtime/clock.ts'
import { listeners, store } from '../runtime/store.ts'
import { withBeacon, withEvent, withSnapshot } from './fold-message.ts'
import {
  type FollowedChange,
  type FollowedState,
  type Following,
  NOTHING_KNOWN,
  positionNow,
} from './following.ts'
import type { FollowedRoom } from './known-rooms.ts'
import { messageOf, type Urls } from './messages.ts'
import { queuePages } from './queue-pages.ts'
import { reconnectPauses } from './reconnect-pauses.ts'
import { roomReader } from './room-reader.ts'
import { type SseEvent, sseParser } from './sse-parser.ts'

export interface FollowOptions {
  readonly hub: Hub
  readonly rooms?: readonly FollowedRoom[]
  /** Which session the room `session` is: a box's; missing: one's own. */
  readonly sessionId?: SessionId
  /** Between 0 and 1, to spread the reconnections of many clients. */
  readonly chance?: () => number
  /** Goes on behind this state, instead of fetching everything anew. */
  readonly from?: FollowedState
  /** Whose rooms there are to follow; missing: the protocol's. */
  readonly families?: KnownFamilies
}

/** The hub says something at least every 10 s; after this long the stream is taken to be dead, whatever TCP believes. */
export const SILENT_STREAM_MS = 25_000
const AWAY_AFTER_MS = 2_000

/** Follows the hub: reconnects by itself, resumes behind what it has seen, and never shows a state with a hole in it. */
export function follow({
  hub,
  rooms = ['session', 'devices'],
  sessionId,
  chance = Math.random,
  from = NOTHING_KNOWN,
  families = KNOWN_FAMILIES,
}: FollowOptions): Following {
  const { clock } = hub
  const reader = roomReader(families)
  const known = { roomsIn: reader.roomsIn, eventIn: families.eventIn }
  const state = store<FollowedState>({ ...from, connection: 'connecting', failure: null, me: hub.me.get() })
  const heard = listeners<FollowedChange>()
  const named = rooms.map((room) => (room === 'session' && sessionId ? sessionRoom(sessionId) : room))
  const pages = queuePages(hub, state, sessionId)
  heard.add(pages.hear)
  const closing = new AbortController()
  let waking = new AbortController()
  let stream = new AbortController()
  let trusted = from.epoch !== null
  const pauses = reconnectPauses(chance)

  const offset = () => hub.serverClock()?.offsetMs ?? 0
  const serverNow = () => clock.now() + offset()
  const set = (next: FollowedState) => {
    const serverOffsetMs = Math.abs(offset() - next.serverOffsetMs) < 1 ? next.serverOffsetMs : offset()
    state.set(serverOffsetMs === next.serverOffsetMs ? next : { ...next, serverOffsetMs })
  }
  const connection = (at: FollowedState['connection'], failure: BatonFailure | null) => {
    const now = state.get()
    if (now.connection === at && now.failure === failure) return
    set({ ...now, connection: at, failure })
    heard.tell({ cause: 'connection', state: state.get() })
  }
  const live = () => {
    cancelAway()
    connection('live', null)
  }
  let cancelAway = () => {}
  const awaySoon = () => {
    cancelAway()
    cancelAway = clock.after(AWAY_AFTER_MS, () => connection('away', null))
  }

  /** False: what is known cannot be trusted any more. */
  function take(raw: SseEvent): boolean {
    const message = messageOf(raw, hub.baseUrl, known)
    if (message === null) return false
    if (message.serverTime !== null) hub.stream.heard(message.serverTime)
    const now = state.get()
    switch (message.kind) {
      case 'snapshot':
        trusted = true
        set({ ...withSnapshot(now, message), catchingUp: false })
        heard.tell({ cause: 'snapshot', state: state.get() })
        live()
        return true
      case 'event': {
        if (!trusted) return true
        const next = withEvent(now, message, reader)
        if (next === 'unfit') return false
        if (next === now) return true
        set(next)
        const { event, commandId } = message
        heard.tell({ cause: 'event', state: state.get(), event, commandId })
        return true
      }
      case 'caught-up':
        if (!trusted) return true
        set({ ...advanced(now, message.cursor), ...addressesOf(message.urls), catchingUp: false })
        live()
        heard.tell({ cause: 'connection', state: state.get() })
        return true
      case 'watermark':
        if (trusted) set(advanced(now, message.cursor))
        return true
      case 'beacon':
        set(withBeacon(now, message.beacon, serverNow()))
        return true
      case 'resync':
        trusted = false
        return true
      case 'unknown':
        return true
    }
  }

  async function readStream(): Promise<void> {
    const own = new AbortController()
    stream = own
    const stop = () => own.abort()
    const startedAt = clock.now()
    closing.signal.addEventListener('abort', stop)
    let cancelDeadline = clock.after(SILENT_STREAM_MS, stop)
    try {
      if (hub.me.get() === null) await hub.readMe()
      set({ ...state.get(), me: hub.me.get() })
      const { epoch, seq } = state.get()
      const headers: Record<string, string> = { accept: 'text/event-stream' }
      if (trusted && epoch !== null) headers['last-event-id'] = `${epoch}-${seq}`
      const response = await hub.stream.open(`?rooms=${named.join(',')}`, headers, own.signal)
      if (response.body === null) throw new BatonFailure('client.unreadable')
      if ('last-event-id' in headers) set({ ...state.get(), catchingUp: true })
      const parse = sseParser()
      const reader = response.body.getReader()
      own.signal.addEventListener('abort', () => void reader.cancel().catch(() => {}))
      for (;;) {
        const { value, done } = await reader.read()
        if (done || own.signal.aborted) return
        cancelDeadline()
        cancelDeadline = clock.after(SILENT_STREAM_MS, stop)
        for (const event of parse(value)) {
          if (take(event)) continue
          trusted = false
          throw new BatonFailure('client.unreadable')
        }
      }
    } finally {
      stop()
      cancelDeadline()
      pauses.lasted(clock.now() - startedAt)
      closing.signal.removeEventListener('abort', stop)
    }
  }

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      const failure = await readStream().then(
        () => null,
        (error: unknown) =>
          error instanceof BatonFailure ? error : new BatonFailure('client.offline', { cause: error }),
      )
      if (closing.signal.aborted) return
      const refused = failure !== null && !isFailure(failure, 'client.offline')
      if (refused || state.get().connection === 'connecting') connection('away', refused ? failure : null)
      else if (state.get().connection === 'live') awaySoon()
      await pause(clock, pauses.after(failure), AbortSignal.any([waking.signal, closing.signal]))
      if (waking.signal.aborted) waking = new AbortController()
    }
  }

  const wake = () => {
    pauses.beginAnew()
    waking.abort()
  }
  const leaveMe = hub.me.subscribe((me) => {
    const before = state.get().me
    if (before === null && me !== null) wake()
    if (before === null || before.userId === me?.userId) return set({ ...state.get(), me })
    trusted = false
    set({ ...NOTHING_KNOWN, me })
    stream.abort()
    wake()
  })
  const leaveDevice = hub.deviceId.subscribe(() => {
    // The stream speaks for the sign-in as it was when it was opened: not yet bound to this device.
    stream.abort()
    wake()
  })
  const running = run()

  return {
    state,
    listen: heard.add,
    serverNow,
    knowQueue: pages.know,
    positionNow: () => positionNow(state.get().session, serverNow()),
    wake,
    [Symbol.asyncDispose]: async () => {
      leaveMe()
      leaveDevice()
      cancelAway()
      closing.abort()
      await running
    },
  }
}

function advanced(state: FollowedState, cursor: Cursor | null): FollowedState {
  const isAhead = cursor !== null && cursor.epoch === state.epoch && cursor.seq > state.seq
  return isAhead ? { ...state, seq: cursor.seq } : state
}

function addressesOf({
  fileUrl = null,
  nextFileUrl = null,
}: Urls): Pick<FollowedState, 'fileUrl' | 'nextFileUrl'> {
  return { fileUrl, nextFileUrl }
}
