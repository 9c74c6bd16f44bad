import type { Draft } from './decision.ts'

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
