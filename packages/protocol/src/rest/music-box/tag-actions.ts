// What programs of a music box ask for about tags: by socket as events of their own, over HTTP as routes.
import { z } from 'zod'
import { LINKING_LASTS_MS, MAX_LINKING_MS } from '../../tag/linking-times.ts'
import { LinkingId, PlaylistId, TagId } from '../../values/ids.ts'

export const TAG_ACTION_PAYLOADS = {
  start_nfc_link: z.object({
    playlist_id: PlaylistId,
    timeout_s: z
      .number()
      .min(1)
      .max(MAX_LINKING_MS / 1_000)
      .default(LINKING_LASTS_MS / 1_000),
  }),
  stop_nfc_link: z.object({ assoc_id: LinkingId.nullish(), playlist_id: PlaylistId.nullish() }),
  override_nfc_tag: z.object({
    tag_id: TagId.nullish(),
    playlist_id: PlaylistId.nullish(),
    force: z.boolean().default(true),
  }),
} as const
export type TagAction = keyof typeof TAG_ACTION_PAYLOADS
