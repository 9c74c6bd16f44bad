/** What an agent may post to, and for how long: nobody else knows the address. */
export type CallbackKind = 'health' | 'play'

export interface Callbacks {
  /** A new address that is open until it is closed. */
  open(kind: CallbackKind, take: (body: unknown) => void): Callback
  /** False: nobody waits there for that, or not any more. */
  take(kind: CallbackKind, secret: string, body: unknown): boolean
}

export interface Callback {
  readonly path: string
  close(): void
}

const SECRET_BYTES = 24

/** Of this worker. Where the loop of an agent moves to another one, the agent is given new addresses there. */
export function callbacks(randomBytes: (length: number) => Uint8Array): Callbacks {
  const open = new Map<string, { readonly kind: CallbackKind; readonly take: (body: unknown) => void }>()
  return {
    open(kind, take) {
      const secret = Buffer.from(randomBytes(SECRET_BYTES)).toString('hex')
      open.set(secret, { kind, take })
      return { path: `/agents/${secret}/${kind}`, close: () => open.delete(secret) }
    },
    take(kind, secret, body) {
      const waiting = open.get(secret)
      if (waiting?.kind !== kind) return false
      waiting.take(body)
      return true
    },
  }
}
