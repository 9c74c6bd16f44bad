import { randomUUID } from 'node:crypto'
import type { LogEpoch } from '@baton/protocol'
import type { SqlDatabase } from '../../../../hub/src/stores/sql/index.ts'
import { insertHousehold } from '../../../../hub/src/stores/sql/index.ts'
import { HOME } from './fixtures.ts'
import type { ListenedRows } from './views-world.ts'

/** Plays, likes and playlists as rows of this database, in the household of the contracts. */
export async function listenedRowsIn({ kysely }: SqlDatabase): Promise<ListenedRows> {
  await insertHousehold(kysely, { id: HOME, name: 'home', epoch: randomUUID() as LogEpoch, at: 0 })
  return {
    async like(userId, trackId, at) {
      await kysely.insertInto('liked').values({ user_id: userId, track_id: trackId, at }).execute()
    },
    async play(userId, trackId, at) {
      await kysely
        .insertInto('play')
        .values({ household_id: HOME, user_id: userId, track_id: trackId, device_id: null, at })
        .execute()
    },
    async listPlaylist(playlist) {
      const row = {
        owner_id: playlist.ownerId,
        visibility: playlist.visibility,
        revision: playlist.revision,
        deleted_at: playlist.deletedAt,
        view: JSON.stringify(playlist),
      }
      await kysely
        .insertInto('playlist')
        .values({ id: playlist.playlistId, household_id: HOME, file_folder: null, ...row })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute()
    },
  }
}
