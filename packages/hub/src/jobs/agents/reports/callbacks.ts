/** What an agent may post to, and for how long: nobody else knows the address. */
export type CallbackKind = 'health' | 'play'

export interface Callbacks {
  /** A new address that is open until it is closed. */
  open(kind: CallbackKind, take: TakeReport): Callback
  /** False: nobody waits there for that, or not any more. Rejects where it was heard and must not be answered as taken. */
  take(kind: CallbackKind, secret: string, body: unknown): Promise<boolean>
}

/** Resolves once it may be answered as taken. */
export type TakeReport = (body: unknown) => Promise<void>

export interface Callback {
  readonly path: string
  close(): void
}

const SECRET_BYTES = 24

/** Of this worker. Where the loop of an agent moves to another one, the agent is given new addresses there. */
export function callbacks(randomBytes: (length: number) => Uint8Array): Callbacks {
  const open = new Map<string, { readonly kind: CallbackKind; readonly take: TakeReport }>()
  return {
    open(kind, take) {
      const secret = Buffer.from(randomBytes(SECRET_BYTES)).toString('hex')
      open.set(secret, { kind, take })
      return { path: `/agents/${secret}/${kind}`, close: () => open.delete(secret) }
    },
    async take(kind, secret, body) {
      const waiting = open.get(secret)
      if (waiting?.kind !== kind) return false
      await waiting.take(body)
      return true
    },
  }
}
