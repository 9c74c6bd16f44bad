import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seeded } from '@baton/testing/fakes/fixed-seeds'
import fc from 'fast-check'
import { decideTab, newTab, type TabInput, type TabMessage, type TabState } from './election.ts'

interface Tab {
  state: TabState
  frozen: boolean
  alive: boolean
  inbox: TabMessage[]
  abandoned: number
}

/** A browser with tabs: messages reach every other tab in order; frozen tabs keep theirs until they thaw. */
class Browser {
  readonly tabs: Tab[] = []
  now = 0
  readonly #seen = { leaders: 0 }

  open(unlocked: boolean): void {
    const id = `tab-${String(this.tabs.length).padStart(3, '0')}`
    const tab: Tab = { state: newTab(id, unlocked), frozen: false, alive: true, inbox: [], abandoned: 0 }
    this.tabs.push(tab)
    this.#give(tab, { type: 'open' })
  }

  give(index: number, input: TabInput): void {
    const tab = this.running()[index % Math.max(1, this.running().length)]
    if (tab) this.#give(tab, input)
  }

  close(index: number, sayGoodbye: boolean): void {
    const tab = this.running()[index % Math.max(1, this.running().length)]
    if (!tab) return
    if (sayGoodbye) this.#give(tab, { type: 'close' })
    tab.alive = false
  }

  freeze(index: number): void {
    const tab = this.running()[index % Math.max(1, this.running().length)]
    if (tab) tab.frozen = true
  }

  thaw(): void {
    for (const tab of this.tabs) tab.frozen = false
    this.deliver()
  }

  /** Lets time pass; a hidden tab's timer comes `slow` times less often than another's. */
  pass(ms: number, slow: number): void {
    for (const end = this.now + ms; this.now < end; this.now += 100) {
      this.deliver()
      for (const [i, tab] of this.running().entries()) {
        const every = i % 2 === 0 ? 100 : 100 * slow
        if (this.now % every === 0) this.#give(tab, { type: 'tick' })
      }
    }
    this.deliver()
  }

  deliver(): void {
    for (let busy = true; busy; ) {
      busy = false
      for (const tab of this.running()) {
        const message = tab.inbox.shift()
        if (!message) continue
        busy = true
        this.#give(tab, { type: 'message', message })
      }
      assert.ok(this.#seen.leaders++ < 1_000_000, 'the tabs never stop talking')
    }
  }

  running(): Tab[] {
    return this.tabs.filter((tab) => tab.alive && !tab.frozen)
  }

  leaders(): Tab[] {
    return this.running().filter((tab) => tab.state.role === 'leader')
  }

  #give(tab: Tab, input: TabInput): void {
    const step = decideTab(tab.state, input, this.now)
    tab.state = step.state
    for (const action of step.actions) {
      if (action.type === 'abandon') tab.abandoned += 1
      else for (const other of this.tabs) if (other !== tab && other.alive) other.inbox.push(action.message)
    }
  }
}

const happening = fc.oneof(
  fc.record({ type: fc.constant('open' as const), unlocked: fc.boolean() }),
  fc.record({ type: fc.constant('close' as const), index: fc.nat(5), sayGoodbye: fc.boolean() }),
  fc.record({ type: fc.constant('freeze' as const), index: fc.nat(5) }),
  fc.record({ type: fc.constant('thaw' as const) }),
  fc.record({ type: fc.constant('claim' as const), index: fc.nat(5) }),
  fc.record({ type: fc.constant('unlocked' as const), index: fc.nat(5), value: fc.boolean() }),
  fc.record({ type: fc.constant('sounding' as const), index: fc.nat(5), value: fc.boolean() }),
  fc.record({ type: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 40 }).map((n) => n * 100) }),
)

test('[P31] after any order of opening, closing, crashing and freezing, exactly one running tab leads', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 40 }), fc.integer({ min: 1, max: 30 }), (story, slow) => {
      const browser = new Browser()
      for (const it of story) {
        if (it.type === 'open' && browser.running().length < 6) browser.open(it.unlocked)
        if (it.type === 'close') browser.close(it.index, it.sayGoodbye)
        if (it.type === 'freeze') browser.freeze(it.index)
        if (it.type === 'thaw') browser.thaw()
        if (it.type === 'claim') browser.give(it.index, { type: 'claim' })
        if (it.type === 'unlocked' || it.type === 'sounding') {
          browser.give(it.index, { type: it.type, value: it.value })
        }
        if (it.type === 'pass') browser.pass(it.ms, slow)
      }
      browser.pass(60_000, slow)
      assert.equal(browser.leaders().length, Math.min(1, browser.running().length), 'while some are frozen')
      browser.thaw()
      browser.pass(60_000, slow)
      assert.equal(browser.leaders().length, Math.min(1, browser.running().length), 'after all have thawed')
      const leader = browser.leaders()[0]?.state.id ?? null
      for (const tab of browser.running()) assert.equal(tab.state.leader, leader)
    }),
    seeded({ numRuns: 300 }),
  )
})

test('[P32] a leader that closes while it sounds leaves the sound to an unlocked tab at once', () => {
  const browser = new Browser()
  browser.open(true)
  browser.pass(2_000, 1)
  browser.open(false)
  browser.open(true)
  browser.pass(5_000, 1)
  browser.give(0, { type: 'sounding', value: true })
  browser.close(0, true)
  browser.deliver()
  assert.deepEqual(
    browser.leaders().map((tab) => tab.state.id),
    ['tab-002'],
  )
  assert.equal(browser.tabs[0]?.abandoned, 0)
})

test('[P32] a leader that closes while it sounds and is the only unlocked tab abandons the sound', () => {
  const browser = new Browser()
  browser.open(true)
  browser.pass(2_000, 1)
  browser.open(false)
  browser.pass(5_000, 1)
  browser.give(0, { type: 'sounding', value: true })
  browser.close(0, true)
  assert.equal(browser.tabs[0]?.abandoned, 1)
  browser.pass(10_000, 1)
  assert.equal(browser.leaders().length, 1)
})

test('[P33] a locked, silent leader makes room for a tab that may sound', () => {
  const browser = new Browser()
  browser.open(false)
  browser.pass(2_000, 1)
  browser.open(false)
  browser.pass(5_000, 1)
  assert.equal(browser.leaders()[0]?.state.id, 'tab-000')
  browser.give(1, { type: 'unlocked', value: true })
  browser.pass(1_000, 1)
  assert.equal(browser.leaders()[0]?.state.id, 'tab-001')
})

test('[P31] a leader whose timers are late by a minute keeps its place as long as it answers', () => {
  const browser = new Browser()
  browser.open(true)
  browser.pass(2_000, 1)
  browser.open(true)
  for (let minutes = 0; minutes < 3; minutes++) {
    // Only the second tab's timer runs; the first one answers messages.
    for (let i = 0; i < 600; i++, browser.now += 100) {
      browser.give(1, { type: 'tick' })
      browser.deliver()
    }
    assert.equal(browser.leaders()[0]?.state.id, 'tab-000')
  }
})
