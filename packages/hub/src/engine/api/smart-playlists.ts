import type { PlaylistId, RulesPreview, SmartRules } from '@baton/protocol'
import type { FittingTracks } from '../ports/library-reads.ts'
import type { Principal } from './principal.ts'

/** Playlists that follow rules. docs/protocol/smart-playlists.md. */
export interface SmartPlaylists {
  /**
   * What a playlist of these rules would hold now, as one of the caller's. `playlistId`: the one that is to follow them,
   * for its random order. Takes the scope `read`; throws `playlist.rules-slow`, `playlist.not-found` for a playlist that
   * the caller does not see, and `hub.busy` while two of the caller's are under way.
   */
  fitting(principal: Principal, rules: SmartRules, playlistId?: PlaylistId): Promise<FittingTracks>
  /** The same, as people look at it. */
  preview(principal: Principal, rules: SmartRules, playlistId?: PlaylistId): Promise<RulesPreview>
}
