import type { Draft } from './decision.ts'

/** How long a device that was offered the music may take to get ready. */
export const READY_WITHIN_MS = 2_000

export type OfferEnd = 'unconfirmed' | 'superseded' | 'blocked' | 'cancelled'

/** Ends a hand-over that was offered and not taken. Nothing else changes. */
export function failOffer(draft: Draft, reason: OfferEnd): void {
  const { offer } = draft.view
  if (offer === null) return
  draft.happen({ type: 'session.handover-failed', change: { offer: null }, offerId: offer.offerId, reason })
}

export function cancelOffer(draft: Draft): void {
  failOffer(draft, 'cancelled')
}
