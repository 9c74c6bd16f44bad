import { z } from 'zod'
import { SmartRules } from '../../playlist/smart-rules.ts'
import { PlaylistId } from '../../values/ids.ts'
import { TrackSummary } from '../../values/track-summary.ts'
import { contract } from '../contract.ts'
import { playlistRulesEndpoints } from './endpoints.ts'

/** What rules come to, with the first tracks of it. */
export const RulesPreview = z.object({
  fitting: z.int().min(0).describe('Tracks that fit, also those that the limit keeps out.'),
  trackCount: z.int().min(0),
  durationMs: z.int().min(0),
  tracks: z.array(TrackSummary).readonly(),
})
export type RulesPreview = Readonly<z.infer<typeof RulesPreview>>

export const playlistRulesContract = contract('playlists', playlistRulesEndpoints, {
  preview: {
    summary: 'What a smart playlist of these rules would hold now',
    description: 'Judged by your own plays and likes. Nothing is changed.',
    scope: 'read',
    rate: 'queue',
    body: z.strictObject({
      rules: SmartRules,
      playlist_id: PlaylistId.optional().describe('The playlist that is to follow them: its random order.'),
    }),
    answer: RulesPreview,
  },
})
