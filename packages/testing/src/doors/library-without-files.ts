import { libraryDoor } from '@baton/hub/doors/rest'
import { musicFolders, trackExtras } from '@baton/hub/engine'
import { BatonError } from '@baton/protocol'

/** The routes of folders, lyrics and waveforms, of a hub that finds nothing wherever it is told to look. */
export function libraryWithoutFiles() {
  return libraryDoor({
    folders: musicFolders({
      work: {
        folders: async () => [],
        addFolder: async () => {
          throw new BatonError('library.folder-unusable')
        },
        removeFolder: async () => {
          throw new BatonError('library.folder-not-found')
        },
      },
      noted: async () => {},
    }),
    tracks: trackExtras({
      store: { content: async () => null },
      lyrics: { of: async () => null },
      waveforms: {
        of: async () => {
          throw new BatonError('library.no-waveform')
        },
      },
    }),
  })
}
