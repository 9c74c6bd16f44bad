import { BoundedMap } from '@baton/protocol'

/**
 * Which of a browser's tabs leads. Built so that it holds where timers of hidden tabs are late by a minute: a leader
 * is never declared dead because *it* was silent, only when it did not answer questions, and messages wake any tab
 * that can still run. Terms grow, so that a leader that slept learns at its first message that it leads no more.
 */
export type TabRole = 'waiting' | 'leader' | 'follower'

export type TabMessage = { readonly from: string; readonly unlocked: boolean } & (
  | { readonly type: 'who' }
  | { readonly type: 'here'; readonly term: number }
  | { readonly type: 'stand'; readonly term: number }
  | { readonly type: 'claim' }
  /** The leader leaves; the heir leads from now on. */
  | { readonly type: 'bye'; readonly term: number; readonly heir: string | null }
  | { readonly type: 'gone' }
)

export interface TabState {
  readonly id: string
  readonly role: TabRole
  readonly term: number
  readonly leader: string | null
  readonly unlocked: boolean
  readonly sounding: boolean
  /** Other tabs, and whether they may sound. */
  readonly others: ReadonlyMap<string, boolean>
  /** When the leader was last heard. */
  readonly heardAt: number
  /** An unanswered question: since when, and how many before it. */
  readonly asked: { readonly at: number; readonly missed: number } | null
  /** Standing for leader since then. */
  readonly standingSince: number | null
  readonly closed: boolean
}

export type TabInput =
  | { readonly type: 'open' | 'tick' | 'claim' | 'close' }
  | { readonly type: 'message'; readonly message: TabMessage }
  | { readonly type: 'unlocked' | 'sounding'; readonly value: boolean }

export type TabAction =
  | { readonly type: 'post'; readonly message: TabMessage }
  /** It led and sounded, and no other tab may: the music must pause. */
  | { readonly type: 'abandon' }

export interface TabStep {
  readonly state: TabState
  readonly actions: readonly TabAction[]
}

/** A tab that can run answers within this. */
export const ANSWER_WITHIN_MS = 175
const ASK_AFTER_MS = 2_000
const MISSES_UNTIL_DEAD = 3
const MAX_OTHERS = 200

export function newTab(id: string, unlocked = false): TabState {
  return {
    id,
    role: 'waiting',
    term: 0,
    leader: null,
    unlocked,
    sounding: false,
    others: new Map(),
    heardAt: Number.NEGATIVE_INFINITY,
    asked: null,
    standingSince: null,
    closed: false,
  }
}

/** Pure: what a tab does when it hears this. Everything time-dependent comes with `now` and a tick. */
export function decideTab(state: TabState, input: TabInput, now: number): TabStep {
  if (state.closed && input.type !== 'open') return { state, actions: [] }
  switch (input.type) {
    case 'open':
      return ask({ ...newTab(state.id, state.unlocked), term: state.term }, now, 0)
    case 'tick':
      return tick(state, now)
    case 'message':
      return input.message.from === state.id ? stay(state) : hear(state, input.message, now)
    case 'unlocked': {
      const next = { ...state, unlocked: input.value }
      return state.unlocked === input.value
        ? stay(state)
        : step(next, say(next, next.role === 'leader' ? 'here' : 'who'))
    }
    case 'sounding':
      return stay({ ...state, sounding: input.value })
    case 'claim':
      return state.role === 'leader' ? stay(state) : step(state, say(state, 'claim'))
    case 'close':
      return close(state)
  }
}

function hear(before: TabState, message: TabMessage, now: number): TabStep {
  const state = knowing(before, message)
  switch (message.type) {
    case 'who':
      if (state.role !== 'leader') return stay(state)
      return wouldSoundBetter(state, message)
        ? yieldTo(state, message.from, now)
        : step(state, say(state, 'here'))
    case 'here':
      return hearLeader(state, message, now)
    case 'stand':
      return hearCandidate(state, message, now)
    case 'claim':
      if (state.role !== 'leader') return stay(state)
      return message.unlocked && !state.sounding
        ? yieldTo(state, message.from, now)
        : step(state, say(state, 'here'))
    case 'bye':
      return hearGoodbye(state, message, now)
    case 'gone':
      return stay(without(state, message.from))
  }
}

/** A locked leader that is silent makes room for a tab that may sound. */
function wouldSoundBetter(state: TabState, message: TabMessage): boolean {
  return message.unlocked && !state.unlocked && !state.sounding
}

function hearLeader(state: TabState, message: TabMessage & { type: 'here' }, now: number): TabStep {
  const better = message.term > state.term || (message.term === state.term && message.from < state.id)
  if (state.role === 'leader' && !better) return step(state, say(state, 'here'))
  if (message.term < state.term && state.leader !== message.from && state.role === 'follower')
    return stay(state)
  const isNew = state.leader !== message.from
  const next: TabState = {
    ...state,
    role: 'follower',
    leader: message.from,
    term: Math.max(state.term, message.term),
    heardAt: now,
    asked: null,
    standingSince: null,
  }
  return isNew ? step(next, say(next, 'who')) : stay(next)
}

function hearCandidate(state: TabState, message: TabMessage & { type: 'stand' }, now: number): TabStep {
  if (state.role === 'leader') return step(state, say(state, 'here'))
  const next = { ...state, term: Math.max(state.term, message.term) }
  if (state.standingSince === null) return stay({ ...next, asked: { at: now, missed: MISSES_UNTIL_DEAD } })
  const otherIsBetter = message.unlocked === state.unlocked ? message.from < state.id : message.unlocked
  if (otherIsBetter)
    return stay({ ...next, standingSince: null, asked: { at: now, missed: MISSES_UNTIL_DEAD } })
  return step(next, { ...common(next), type: 'stand', term: next.term })
}

function hearGoodbye(state: TabState, message: TabMessage & { type: 'bye' }, now: number): TabStep {
  const next = { ...state, term: Math.max(state.term, message.term) }
  if (message.heir === state.id && message.term >= state.term) return lead(next)
  if (state.role === 'leader')
    return message.term > state.term ? ask({ ...next, role: 'waiting', leader: null }, now, 0) : stay(state)
  if (state.leader !== null && state.leader !== message.from) return stay(next)
  return stay({ ...next, leader: message.heir, heardAt: now, asked: { at: now, missed: MISSES_UNTIL_DEAD } })
}

function tick(state: TabState, now: number): TabStep {
  if (state.role === 'leader') return stay(state)
  if (state.standingSince !== null) {
    return now - state.standingSince >= ANSWER_WITHIN_MS ? lead(state) : stay(state)
  }
  if (state.asked === null) return now - state.heardAt >= ASK_AFTER_MS ? ask(state, now, 0) : stay(state)
  const { at, missed } = state.asked
  const patience = state.leader === null || missed >= MISSES_UNTIL_DEAD ? ANSWER_WITHIN_MS : ASK_AFTER_MS
  if (now - at < patience) return stay(state)
  const enough = state.leader === null || missed + 1 >= MISSES_UNTIL_DEAD
  return enough ? stand(state, now) : ask(state, now, missed + 1)
}

function ask(state: TabState, now: number, missed: number): TabStep {
  const next = { ...state, asked: { at: now, missed } }
  return step(next, say(next, 'who'))
}

function stand(state: TabState, now: number): TabStep {
  const next = { ...state, term: state.term + 1, standingSince: now }
  return step(next, { ...common(next), type: 'stand', term: next.term })
}

function lead(state: TabState): TabStep {
  const next: TabState = {
    ...state,
    role: 'leader',
    leader: state.id,
    term: state.term + 1,
    asked: null,
    standingSince: null,
  }
  return step(next, say(next, 'here'))
}

function yieldTo(state: TabState, heir: string, now: number): TabStep {
  const next: TabState = {
    ...state,
    role: 'follower',
    leader: heir,
    heardAt: now,
    asked: { at: now, missed: 0 },
  }
  return step(next, { ...common(state), type: 'bye', term: state.term, heir })
}

/** A sounding leader leaves its sound to a tab that may sound; without one, the music must pause. */
function close(state: TabState): TabStep {
  const closed: TabState = { ...state, closed: true, role: 'waiting', leader: null, standingSince: null }
  if (state.role !== 'leader') return step(closed, { ...common(state), type: 'gone' })
  const others = [...state.others]
  const heir = others.find(([, unlocked]) => unlocked) ?? (state.sounding ? undefined : others[0])
  const bye: TabMessage = { ...common(state), type: 'bye', term: state.term, heir: heir?.[0] ?? null }
  const actions: TabAction[] = [{ type: 'post', message: bye }]
  if (state.sounding && !heir) actions.push({ type: 'abandon' })
  return { state: { ...closed, sounding: false }, actions }
}

function knowing(state: TabState, { type, from, unlocked }: TabMessage): TabState {
  if (type === 'gone' || type === 'bye' || state.others.get(from) === unlocked) return state
  const others = new BoundedMap<string, boolean>({ most: MAX_OTHERS })
  for (const [id, isUnlocked] of state.others) others.set(id, isUnlocked)
  others.set(from, unlocked)
  return { ...state, others: new Map(others) }
}

function without(state: TabState, id: string): TabState {
  const others = new Map(state.others)
  others.delete(id)
  return { ...state, others }
}

function common({ id, unlocked }: TabState): { readonly from: string; readonly unlocked: boolean } {
  return { from: id, unlocked }
}

function say(state: TabState, type: 'who' | 'here' | 'claim'): TabMessage {
  return type === 'here' ? { ...common(state), type, term: state.term } : { ...common(state), type }
}

function stay(state: TabState): TabStep {
  return { state, actions: [] }
}

function step(state: TabState, ...messages: readonly TabMessage[]): TabStep {
  return { state, actions: messages.map((message) => ({ type: 'post', message })) }
}
