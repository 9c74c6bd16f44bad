import type { Asking, FollowersOutcome, FollowersTask } from '../load/followers.ts'
import { type Generator, startGenerator } from '../load/generator.ts'
import { cpuMs, rssBytes } from '../machine/program.ts'

/** Between two events, so that each begins with both processes at rest. */
const PAUSE_MS = 20

export interface Publishing {
  /** How the followers ask; several ways are taken by as many followers each. */
  readonly asking: Asking | readonly Asking[]
  readonly greeting: string
  readonly template: string
}

/** Where one process of a server listens. */
export interface Place {
  readonly port: number
  readonly pid: number
}

/** The followers of one server, in a generator of their own, and what they heard so far. */
export class Audience implements AsyncDisposable {
  readonly #places: readonly Place[]
  readonly #generator: Generator<FollowersTask, FollowersOutcome>
  readonly #template: string
  readonly #bytesBefore: number
  readonly #medianMs: number[] = []
  readonly #lastMs: number[] = []
  #serverMs = 0
  #loadMs = 0
  #tookMs = 0

  static async gather(
    server: Place | readonly Place[],
    followers: number,
    { asking, greeting, template }: Publishing,
  ): Promise<Audience> {
    const audience = new Audience([server].flat(), template)
    const ways: readonly Asking[] = [asking].flat()
    const share = followers / audience.#places.length / ways.length
    try {
      for (const { port } of audience.#places)
        for (const way of ways)
          await audience.#generator.ask({ kind: 'open', port, followers: share, asking: way, greeting })
      return audience
    } catch (error) {
      await audience[Symbol.asyncDispose]()
      throw error
    }
  }

  /** Several processes have as many followers each; what is published goes to the first. */
  private constructor(places: readonly Place[], template: string) {
    this.#places = places
    this.#template = template
    this.#bytesBefore = this.#sum(rssBytes)
    this.#generator = startGenerator('followers')
  }

  async warmUp(events: number): Promise<void> {
    await this.#ask(events)
  }

  async publish(events: number): Promise<void> {
    const [serverMs, loadMs, began] = [this.#sum(cpuMs), cpuMs(this.#generator.pid), performance.now()]
    const { medianMs, lastMs } = await this.#ask(events)
    this.#serverMs += this.#sum(cpuMs) - serverMs
    this.#loadMs += cpuMs(this.#generator.pid) - loadMs
    this.#tookMs += performance.now() - began
    this.#medianMs.push(...medianMs)
    this.#lastMs.push(...lastMs)
  }

  heard() {
    return {
      medianMs: this.#medianMs,
      lastMs: this.#lastMs,
      grownBytes: Math.max(this.#sum(rssBytes) - this.#bytesBefore, 0),
      spentMs: this.#serverMs,
      serverPercent: (100 * this.#serverMs) / this.#tookMs,
      loadPercent: (100 * this.#loadMs) / this.#tookMs,
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#generator.end()
  }

  #sum(of: (pid: number) => number): number {
    return this.#places.reduce((sum, { pid }) => sum + of(pid), 0)
  }

  #ask(events: number): Promise<FollowersOutcome> {
    const [{ port } = { port: 0 }] = this.#places
    return this.#generator.ask({ kind: 'publish', port, template: this.#template, events, pauseMs: PAUSE_MS })
  }
}
