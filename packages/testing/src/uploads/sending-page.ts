import { connect, type Hub, isFailure, sendFile } from '@baton/client'
import { until } from '../worlds/hub-process-world.ts'

const SENT_WITHIN_MS = 600_000

/** The web app in a browser, as far as it sends a file: it goes on by itself until it is closed. */
export class SendingPage {
  readonly #hub: Hub
  readonly #file: File
  readonly #closing = new AbortController()
  isOver = false

  constructor(baseUrl: string, token: string, file: File) {
    this.#hub = connect({ baseUrl, token: () => token })
    this.#file = file
  }

  /** Rejects where the page is closed before all bytes are there. */
  async send(): Promise<void> {
    await until('the file is sent', () => this.#sendOnce(), SENT_WITHIN_MS)
    this.isOver = true
  }

  close(): void {
    this.#closing.abort()
  }

  /** False: the hub did not answer. Somebody presses “again” then. */
  async #sendOnce(): Promise<boolean> {
    const { signal } = this.#closing
    try {
      await this.#hub.readMe()
      await sendFile({
        hub: this.#hub,
        file: this.#file,
        signal,
        onProgress: () => {},
        onBegun: () => {},
      })
      return true
    } catch (error) {
      if (signal.aborted || !isFailure(error, 'client.offline')) throw error
      return false
    }
  }
}
