import type * as protocol from '@baton/protocol'
import type { AcceptedReceipt, Capabilities, DeviceId, DeviceKind, Queue } from '@baton/protocol'
import type { Addresses } from './media-address.ts'

export type {
  AcceptedReceipt,
  DeviceDocument,
  PlaylistDocument,
  QueuePageDocument,
  ScanDocument,
} from '@baton/protocol'

/** Who is signed in; which device speaks for them is known apart. */
export type Me = Omit<protocol.Me, 'deviceId'>

/** A session as it is read at once, with whole addresses. */
export type SessionDocument = Omit<protocol.SessionDocument, keyof Addresses> & Addresses

/** The queue, at the revision of its session. */
export interface QueueDocument extends Queue {
  readonly revision: number
}

export interface Outcome {
  readonly receipt: AcceptedReceipt
  /** The session after the command; null where the command was not about one. */
  readonly session: SessionDocument | null
}

export interface Registration {
  /** The id that this device was given before; missing: the hub gives one. */
  readonly deviceId?: DeviceId
  readonly name: string
  readonly platform?: string
  readonly kind?: DeviceKind
  readonly capabilities?: Partial<Capabilities>
}
