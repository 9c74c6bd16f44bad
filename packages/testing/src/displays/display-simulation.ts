import { type Clock, store } from '@baton/client'
import {
  type Display,
  type DisplayNews,
  type DisplayParts,
  FIRST_SETTINGS,
  hubClock,
  type Kept,
  type Look,
  memoryKept,
  startDisplay,
} from '@baton/display'
import { FakeClock, settled } from '../fakes/fake-clock.ts'
import { FakeDisplayHub } from './fake-display-hub.ts'

/** One artwork on the screen, and from when to when somebody could see it. By the wall clock. */
export interface Shown {
  readonly postId: number
  readonly seen: { readonly from: number; to: number | null }[]
}

/** A display in virtual time, with a screen that writes down what was on it, which can be killed and started again. */
export class DisplaySimulation {
  readonly clock = new FakeClock()
  readonly hub = new FakeDisplayHub(this.clock)
  readonly kept = memoryKept()
  readonly shown: Shown[] = []
  readonly news: DisplayNews[] = []
  look: Look | null = null
  readonly #parts: Partial<DisplayParts<number>>
  readonly #isSeen = store(true)
  #onScreen: Shown | null = null
  #present: { isAlive: boolean; readonly display: Display } | null = null

  constructor(parts: Partial<DisplayParts<number>> = {}) {
    this.#parts = parts
  }

  get display(): Display {
    if (!this.#present) throw new Error('The display does not run')
    return this.#present.display
  }

  get isRunning(): boolean {
    return this.#present !== null
  }

  /** Artworks in the order in which they came to the screen. */
  get order(): readonly number[] {
    return this.shown.map(({ postId }) => postId)
  }

  /** What it had to report, from what was really on the screen. Rule RD8 in docs/protocol/reference-display.md. */
  owed(): readonly { readonly postId: number; readonly seenAt: number }[] {
    const owed: { postId: number; seenAt: number }[] = []
    for (const { postId, seen } of this.shown) {
      for (const { from, to } of seen) {
        const last = owed.at(-1)?.seenAt ?? 0
        const seenAt = Math.max(from + 2_000, last + 10_000)
        if (seenAt > (to ?? this.clock.wall())) continue
        owed.push({ postId, seenAt })
        break
      }
    }
    return owed
  }

  async start(): Promise<void> {
    const life = { isAlive: true }
    const clock: Clock = {
      now: this.clock.now,
      wall: this.clock.wall,
      after: (ms, call) => this.clock.after(ms, () => life.isAlive && call()),
    }
    const display = startDisplay<number>({
      clock,
      hubTime: hubClock(clock),
      chance: () => 0.5,
      hub: {
        ask: (...asked) => whileAlive(life, this.hub.calls.ask(...asked)),
        picture: (...asked) => whileAlive(life, this.hub.calls.picture(...asked)),
      },
      connect: async (options) => {
        const opened = await whileAlive(
          life,
          this.hub.connect({
            ...options,
            onMessage: (topic, text) => life.isAlive && options.onMessage(topic, text),
            onOver: () => life.isAlive && options.onOver(),
          }),
        )
        return { ...opened, publish: (topic, text) => whileAlive(life, opened.publish(topic, text)) }
      },
      kept: keptWhileAlive(life, this.kept),
      screen: {
        isSeen: this.#isSeen,
        prepare: async (picture) => picture.bytes[0] ?? 0,
        show: async (postId) => {
          if (!life.isAlive) return new Promise(() => {})
          this.#leave()
          this.#onScreen = { postId, seen: [] }
          this.shown.push(this.#onScreen)
          this.#arrive()
        },
        release() {},
        look: (look) => {
          this.look = look
        },
      },
      model: 'Simulated',
      firmware: '1',
      firstSettings: { ...FIRST_SETTINGS, channel: { ...FIRST_SETTINGS.channel, order: 0 } },
      onNews: (news) => this.news.push(news),
      ...this.#parts,
    })
    this.#present = Object.assign(life, { display })
    await settled()
  }

  /** As the kernel does: it says and keeps nothing more. */
  async kill(): Promise<void> {
    if (!this.#present) return
    this.#present.isAlive = false
    this.#present = null
    this.hub.cut()
    this.#leave()
    this.#onScreen = null
    await settled()
  }

  /** Another tab is in front of it, or none is any more. */
  async see(isSeen: boolean): Promise<void> {
    if (this.#isSeen.get() === isSeen) return
    this.#leave()
    this.#isSeen.set(isSeen)
    this.#arrive()
    await settled()
  }

  /** Carried out, or refused with this reason; null: the display is away. */
  async tell(command: Readonly<Record<string, unknown>>): Promise<string | true | null> {
    const commandId = this.hub.tell(command)
    if (commandId === null) return null
    await this.clock.advance(1_000)
    const answer = this.hub.answerTo(commandId)
    if (!answer) return null
    return answer.success === true ? true : String(answer.error)
  }

  #arrive(): void {
    if (this.#isSeen.get()) this.#onScreen?.seen.push({ from: this.clock.wall(), to: null })
  }

  #leave(): void {
    const span = this.#onScreen?.seen.at(-1)
    if (span && span.to === null) span.to = this.clock.wall()
  }
}

interface Life {
  readonly isAlive: boolean
}

/** What comes for one that is dead never comes. */
function whileAlive<T>(life: Life, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    work.then(
      (value) => life.isAlive && resolve(value),
      (error) => life.isAlive && reject(error),
    )
  })
}

function keptWhileAlive(life: Life, kept: Kept): Kept {
  const never = () => new Promise<never>(() => {})
  return {
    read: () => kept.read(),
    writeIdentity: (identity) => (life.isAlive ? kept.writeIdentity(identity) : never()),
    writeSettings: (settings) => (life.isAlive ? kept.writeSettings(settings) : never()),
    addView: (event) => (life.isAlive ? kept.addView(event) : never()),
    removeView: (eventId) => (life.isAlive ? kept.removeView(eventId) : never()),
  }
}
