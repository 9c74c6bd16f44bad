import type { FollowersOutcome, FollowersTask } from '../load/followers.ts'
import { type Generator, startGenerator } from '../load/generator.ts'
import { cpuMs, rssBytes } from '../machine/program.ts'

/** Between two events, so that each begins with both processes at rest. */
const PAUSE_MS = 20

export interface Publishing {
  readonly request: string
  readonly greeting: string
  readonly template: string
}

/** The followers of one server, in a generator of their own, and what they heard so far. */
export class Audience implements AsyncDisposable {
  readonly #server: { readonly port: number; readonly pid: number }
  readonly #generator: Generator<FollowersTask, FollowersOutcome>
  readonly #template: string
  readonly #bytesBefore: number
  readonly #medianMs: number[] = []
  readonly #lastMs: number[] = []
  #serverMs = 0
  #loadMs = 0
  #tookMs = 0

  static async gather(
    server: { readonly port: number; readonly pid: number },
    followers: number,
    { request, greeting, template }: Publishing,
  ): Promise<Audience> {
    const audience = new Audience(server, template)
    await audience.#generator.ask({ kind: 'open', port: server.port, followers, request, greeting })
    return audience
  }

  private constructor(server: { readonly port: number; readonly pid: number }, template: string) {
    this.#server = server
    this.#template = template
    this.#bytesBefore = rssBytes(server.pid)
    this.#generator = startGenerator('followers')
  }

  async warmUp(events: number): Promise<void> {
    await this.#ask(events)
  }

  async publish(events: number): Promise<void> {
    const { pid } = this.#server
    const [serverMs, loadMs, began] = [cpuMs(pid), cpuMs(this.#generator.pid), performance.now()]
    const { medianMs, lastMs } = await this.#ask(events)
    this.#serverMs += cpuMs(pid) - serverMs
    this.#loadMs += cpuMs(this.#generator.pid) - loadMs
    this.#tookMs += performance.now() - began
    this.#medianMs.push(...medianMs)
    this.#lastMs.push(...lastMs)
  }

  heard() {
    return {
      medianMs: this.#medianMs,
      lastMs: this.#lastMs,
      grownBytes: Math.max(rssBytes(this.#server.pid) - this.#bytesBefore, 0),
      spentMs: this.#serverMs,
      serverPercent: (100 * this.#serverMs) / this.#tookMs,
      loadPercent: (100 * this.#loadMs) / this.#tookMs,
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#generator.end()
  }

  #ask(events: number): Promise<FollowersOutcome> {
    const { port } = this.#server
    return this.#generator.ask({ kind: 'publish', port, template: this.#template, events, pauseMs: PAUSE_MS })
  }
}
