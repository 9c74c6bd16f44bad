import type { ArtworkStats, AuthorStats, TrendingArtwork, ViewAck } from '@baton/protocol'
import type { RefusedCode } from '#domain'
import type { Principal } from './principal.ts'

/** An event as a display's door hands it on. */
export interface SentView {
  /** Of the display that has authenticated itself, whatever the payload says. */
  readonly playerKey: string
  /** What was sent: bytes or text of JSON, or what was read from it. */
  readonly payload: unknown
  /** On the hub's clock. */
  readonly receivedAt: number
}

/**
 * `unreadable`: no event as the wire has it. `busy`, `failed`: nothing was decided, and nothing is kept; whoever sent it
 * may send it again, and a door that acknowledges deliveries does not acknowledge this one.
 */
export type ViewOutcome = 'recorded' | 'self-view' | RefusedCode | 'unreadable' | 'busy' | 'failed'

export interface ViewAnswer {
  readonly outcome: ViewOutcome
  /** What came of it, in the words of the wire. */
  readonly result: ViewAck
  /** The same where the display asked to be told; null: silence. */
  readonly ack: ViewAck | null
  /** Of `rate_limited`: when one more would be taken; else null. */
  readonly retryAfterMs: number | null
}

export interface ViewTaking {
  /** Resolves once what it says is durable. Never rejects. */
  takeView(sent: SentView): Promise<ViewAnswer>
}

/** What somebody may know of how their artworks are seen. Refusals are thrown. docs/protocol/views.md. */
export interface ViewReadings {
  /** Refused as if it were not there where it is not the principal's own. `days`: today and those before it. */
  ofArtwork(principal: Principal, postId: number | null, days: number): Promise<ArtworkStats>
  /** Of all artworks of the principal. */
  ofAuthor(principal: Principal, days: number): Promise<AuthorStats>
  /** What is shown much just now, of that which the principal may see. */
  trending(principal: Principal, most: number): Promise<readonly Omit<TrendingArtwork, 'post'>[]>
}
