import { type BoxClient, boxClient, type Data, type Heard } from './box-client.ts'

interface Edit {
  readonly id: string
  readonly operation: string
  readonly payload: Data
}

/**
 * A program that edits one playlist over Socket.IO and may lose its connection at any time, as the reference asks of
 * clients: it keeps what was not answered and sends it again in order with the same ids, asks for what it missed, never
 * goes back behind a newer state, and begins anew where that is what it is told.
 */
export class EditingClient {
  /** What was refused, and what was told to be complete though it could not be. */
  readonly refusals: Heard['data'][] = []
  /** Up to this number the hub is known to have forgotten what happened. */
  forgottenUpTo = -1
  /** Under which number each edit was carried out, by the id of the edit. */
  readonly answered = new Map<string, number>()
  /** How often it was told that too much was missed. */
  refreshed = 0
  /** The playlist as it knows it. */
  playlist: Heard['data'] | null = null
  readonly #url: string
  readonly #token: string
  readonly #playlistId: string
  readonly #name: string
  #box: BoxClient | null = null
  #unanswered: Edit[] = []
  #edits = 0
  /** What it misses was asked for and not answered yet. */
  #missed: { readonly isForgotten: boolean } | null = null
  #epoch: string | null = null
  #seq: number | null = null

  constructor(url: string, token: string, playlistId: string, name: string) {
    this.#url = url
    this.#token = token
    this.#playlistId = playlistId
    this.#name = name
  }

  get isConnected(): boolean {
    return this.#box !== null
  }

  get hasAnswers(): boolean {
    return this.#unanswered.length === 0
  }

  /** It has asked for nothing that it missed, or was told all of it, or to begin anew. */
  get isCaughtUp(): boolean {
    return this.#missed === null
  }

  connect(): void {
    const box = boxClient(this.#url, { token: this.#token })
    this.#box = box
    box.socket.onAny((event: string, data) => {
      if (this.#box === box) this.#hear(box, event, data)
    })
    for (const lost of ['disconnect', 'connect_error'] as const) {
      box.socket.on(lost, () => {
        if (this.#box === box) this.#lose()
      })
    }
  }

  /** Without a word to the hub, where the network is cut. */
  disconnect(): void {
    const box = this.#lose()
    box?.socket.disconnect()
  }

  edit(operation: string, payload: Data): string {
    const edit = { id: `${this.#name}-${++this.#edits}`, operation, payload }
    this.#unanswered.push(edit)
    if (this.#box?.socket.connected) this.#send(this.#box, edit)
    return edit.id
  }

  #hear(box: BoxClient, event: string, data: Heard['data']): void {
    if (event === 'connection_status') this.#begin(box, data)
    else if (event === 'ack:op' || event === 'err:op') this.#hearAnswer(event, data)
    else if (event === 'sync:complete') {
      if (this.#missed?.isForgotten) this.refusals.push(data)
      this.#missed = null
    } else if (event === 'sync:error') {
      this.refreshed += 1
      this.playlist = null
      this.#missed = null
    } else if (event === 'state:playlist' && data.playlist_id === this.#playlistId) {
      this.#seq = Math.max(this.#seq ?? 0, data.server_seq)
      if (data.data.playlist_seq >= (this.playlist?.playlist_seq ?? 0)) this.playlist = data.data
    }
  }

  #begin(box: BoxClient, { epoch }: Heard['data']): void {
    const room = `playlist:${this.#playlistId}`
    box.send('join:playlist', { playlist_id: this.#playlistId })
    if (this.#seq !== null) {
      const known = { [this.#playlistId]: this.playlist?.playlist_seq ?? 0 }
      const missed = { last_global_seq: this.#seq, last_playlist_seqs: known, epoch: this.#epoch }
      box.send('sync:request', { ...missed, requested_rooms: [room] })
      this.#missed = { isForgotten: this.#seq < this.forgottenUpTo }
    }
    this.#epoch = epoch
    for (const edit of this.#unanswered) this.#send(box, edit)
  }

  #hearAnswer(event: 'ack:op' | 'err:op', data: Heard['data']): void {
    const edit = this.#unanswered.find(({ id }) => id === data.client_op_id)
    if (!edit) return
    this.#unanswered = this.#unanswered.filter((one) => one !== edit)
    if (event === 'err:op') this.refusals.push(data)
    else this.answered.set(edit.id, data.server_seq)
  }

  #lose(): BoxClient | null {
    const box = this.#box
    this.#box = null
    this.#missed = null
    return box
  }

  #send(box: BoxClient, { id, operation, payload }: Edit): void {
    box.send(operation, { client_op_id: id, ...payload })
  }
}
