import { BatonError, type Receipt } from '@baton/protocol'

/** Throws what was refused. */
export function acceptedReceipt(receipt: Receipt): Extract<Receipt, { readonly outcome: 'accepted' }> {
  if (receipt.outcome === 'rejected') throw new BatonError(receipt.code, receipt.details as never)
  return receipt
}
