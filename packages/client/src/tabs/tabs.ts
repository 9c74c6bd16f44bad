import { type Clock, systemClock } from '../runtime/clock.ts'
import { randomId } from '../runtime/random-id.ts'
import { listeners, type Store, store } from '../runtime/store.ts'
import { decideTab, newTab, type TabInput, type TabMessage, type TabRole } from './election.ts'

export interface TabsOptions {
  /** Tabs of the same name belong together. */
  readonly name: string
  readonly clock?: Clock
  /** Default: a BroadcastChannel of that name; where there is none, this tab is alone and leads. */
  readonly wire?: TabWire
  /** Default: the page. Tells when it goes and comes back. */
  readonly page?: PageLife
}

export interface TabWire {
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
  readonly mirror: TabWire
}

const TICK_MS = 60
const SETTLED_TICK_MS = 1_000

export function tabs(options: TabsOptions): Tabs {
  const { clock = systemClock(), page = thisPage() } = options
  const wire = options.wire ?? broadcast(options.name) ?? alone()
  const role = store<TabRole>('waiting')
  const abandoned = listeners<void>()
  const mirrored = listeners<unknown>()
  let state = newTab(randomId())
  let cancelTick = () => {}

  function hear(input: TabInput): void {
    const step = decideTab(state, input, clock.now())
    state = step.state
    for (const action of step.actions) {
      if (action.type === 'post') wire.post({ election: action.message })
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

  const leaveWire = wire.listen((raw) => {
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
      post: (message) => wire.post({ mirror: message }),
      listen: mirrored.add,
      close: () => {},
    },
    [Symbol.asyncDispose]: async () => {
      hear({ type: 'close' })
      cancelTick()
      leaveWire()
      leavePage?.()
      stopReturning?.()
      wire.close()
    },
  }
}

function broadcast(name: string): TabWire | null {
  if (typeof BroadcastChannel === 'undefined') return null
  const wire = new BroadcastChannel(name)
  return {
    post: (message) => wire.postMessage(message),
    listen: (listener) => {
      const call = (event: MessageEvent) => listener(event.data)
      wire.addEventListener('message', call)
      return () => wire.removeEventListener('message', call)
    },
    close: () => wire.close(),
  }
}

function alone(): TabWire {
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
