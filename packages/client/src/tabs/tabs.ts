import { type Clock, systemClock } from '../clock.ts'
import { randomId } from '../random-id.ts'
import { listeners, type Store, store } from '../store.ts'
import { decideTab, newTab, type TabInput, type TabMessage, type TabRole } from './election.ts'

export interface TabsOptions {
  readonly channelName: string
  readonly clock?: Clock
  /** Default: a BroadcastChannel of that name; where there is none, this tab is alone and leads. */
  readonly channel?: TabChannel
  /** Default: the page. Tells when it goes and comes back. */
  readonly page?: PageLife
}

export interface TabChannel {
  post(message: unknown): void
  listen(listener: (message: unknown) => void): () => void
  close(): void
}

export interface PageLife {
  /** The page is left, frozen or closed: the last moment in which it can say something. */
  onLeaving(listener: () => void): () => void
  onReturning(listener: () => void): () => void
}

/** The tabs of one browser, which are one device. The leader owns the stream and the sound; followers mirror it. */
export interface Tabs extends AsyncDisposable {
  /** `waiting`: not settled yet. */
  readonly role: Store<TabRole>
  /** This page may sound now. */
  setUnlocked(unlocked: boolean): void
  /** This page sounds now. */
  setSounding(sounding: boolean): void
  /** Somebody wants the sound here, in an unlocked page: it becomes the leader unless another page sounds. */
  claim(): void
  /** Called in the leader when it closes while sounding and no other tab may sound: pause the session then. */
  onAbandoned(listener: () => void): () => void
  /** What the tabs tell each other beside the election. */
  readonly mirror: TabChannel
}

const TICK_MS = 60
const SETTLED_TICK_MS = 1_000

export function tabs(options: TabsOptions): Tabs {
  const { clock = systemClock(), page = thisPage() } = options
  const channel = options.channel ?? broadcast(options.channelName) ?? alone()
  const role = store<TabRole>('waiting')
  const abandoned = listeners<void>()
  const mirrored = listeners<unknown>()
  let state = newTab(randomId())
  let cancelTick = () => {}

  function hear(input: TabInput): void {
    const step = decideTab(state, input, clock.now())
    state = step.state
    for (const action of step.actions) {
      if (action.type === 'post') channel.post({ election: action.message })
      else abandoned.tell()
    }
    role.set(state.role)
    tickSoon()
  }

  function tickSoon(): void {
    cancelTick()
    if (state.closed || state.role === 'leader') return
    const settled = state.role === 'follower' && state.asked === null
    cancelTick = clock.after(settled ? SETTLED_TICK_MS : TICK_MS, () => hear({ type: 'tick' }))
  }

  const leaveChannel = channel.listen((raw) => {
    const message = raw as { election?: TabMessage; mirror?: unknown } | null
    if (message?.election) hear({ type: 'message', message: message.election })
    else if (message && 'mirror' in message && !state.closed) mirrored.tell(message.mirror)
  })
  const leavePage = page?.onLeaving(() => hear({ type: 'close' }))
  const stopReturning = page?.onReturning(() => {
    if (state.closed) hear({ type: 'open' })
  })
  hear({ type: 'open' })

  return {
    role,
    setUnlocked: (value) => hear({ type: 'unlocked', value }),
    setSounding: (value) => hear({ type: 'sounding', value }),
    claim: () => hear({ type: 'claim' }),
    onAbandoned: abandoned.add,
    mirror: {
      post: (message) => channel.post({ mirror: message }),
      listen: mirrored.add,
      close: () => {},
    },
    [Symbol.asyncDispose]: async () => {
      hear({ type: 'close' })
      cancelTick()
      leaveChannel()
      leavePage?.()
      stopReturning?.()
      channel.close()
    },
  }
}

function broadcast(name: string): TabChannel | null {
  if (typeof BroadcastChannel === 'undefined') return null
  const channel = new BroadcastChannel(name)
  return {
    post: (message) => channel.postMessage(message),
    listen: (listener) => {
      const call = (event: MessageEvent) => listener(event.data)
      channel.addEventListener('message', call)
      return () => channel.removeEventListener('message', call)
    },
    close: () => channel.close(),
  }
}

function alone(): TabChannel {
  return { post: () => {}, listen: () => () => {}, close: () => {} }
}

function thisPage(): PageLife | null {
  if (typeof document === 'undefined') return null
  const on = (target: EventTarget, name: string, call: () => void) => {
    target.addEventListener(name, call)
    return () => target.removeEventListener(name, call)
  }
  const both = (stops: readonly (() => void)[]) => () => {
    for (const stop of stops) stop()
  }
  return {
    onLeaving: (call) => both([on(globalThis, 'pagehide', call), on(document, 'freeze', call)]),
    onReturning: (call) => both([on(globalThis, 'pageshow', call), on(document, 'resume', call)]),
  }
}
