import {
  type Cursor,
  type ErrorCode,
  type OfferId,
  type Receipt,
  rejection,
  type SessionEvent,
  sessionRoom,
} from '@baton/protocol'
import { READY_WITHIN_MS } from '#domain'
import type { Engine } from '../api/engine.ts'
import type { Principal } from '../api/principal.ts'
import { rejectedReceipt } from '../execute/receipts.ts'
import type { Clock } from '../ports/clock.ts'

/** The offer's own deadline decides; this only bounds the wait should the hub itself be late. */
const PATIENCE_MS = READY_WITHIN_MS + 3_000

type Failed = Extract<SessionEvent, { type: 'session.handover-failed' }>

const CODE_OF: Readonly<Record<Failed['reason'], ErrorCode>> = {
  unconfirmed: 'handover.unconfirmed',
  superseded: 'handover.superseded',
  blocked: 'device.needs-tap',
  cancelled: 'handover.superseded',
}

/** Waits for the end of the hand-over that a receipt offered, by following the log behind that receipt. */
export async function awaitHandOver(
  engine: Pick<Engine, 'follow' | 'session'>,
  timers: Clock,
  principal: Principal,
  receipt: Receipt,
): Promise<Receipt> {
  if (receipt.outcome === 'rejected' || receipt.result.offerId === undefined) return receipt
  const { offerId } = receipt.result
  const reading = await engine.session(principal, principal.sessionId)
  if (reading === null) return rejectedReceipt(receipt.commandId, rejection('session.not-found'))
  const after = { epoch: reading.epoch, seq: receipt.seq } as Cursor
  const patience = new AbortController()
  const cancel = timers.after(PATIENCE_MS, () => patience.abort())
  try {
    const rooms = [sessionRoom(principal.sessionId)]
    const { frames } = engine.follow({ principal, rooms, after, signal: patience.signal })
    for await (const frame of frames) {
      if (frame.kind === 'resync') break
      if (frame.kind !== 'event') continue
      const end = endOf(frame.event as SessionEvent, offerId)
      if (end === 'committed') return { ...receipt, seq: frame.seq, revision: frame.revision }
      if (end) return rejectedReceipt(receipt.commandId, rejection(end))
    }
  } finally {
    cancel()
  }
  const present = await engine.session(principal, principal.sessionId)
  const taken = present?.session.speakerOfferId === offerId
  return taken ? receipt : rejectedReceipt(receipt.commandId, rejection('handover.unconfirmed'))
}

function endOf(event: SessionEvent, offerId: OfferId): 'committed' | ErrorCode | null {
  if (event.type === 'session.speaker-changed' && event.offerId === offerId) return 'committed'
  if (event.type === 'session.handover-failed' && event.offerId === offerId) return CODE_OF[event.reason]
  return null
}
