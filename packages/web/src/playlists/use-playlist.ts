import { type BatonFailure, isFailure, type PlaylistDocument } from '@baton/client'
import type { PlaylistId } from '@baton/protocol'
import { useEffect, useState } from 'react'
import { useFollowed, useHub } from '../hub/use-hub.ts'

export type LoadedPlaylist =
  | { readonly phase: 'loading' }
  | { readonly phase: 'failed'; readonly failure: BatonFailure; readonly again: () => void }
  | { readonly phase: 'ready'; readonly playlist: PlaylistDocument }

/** A playlist with its tracks: read again whenever the list of all says that it is another one, or the library is. */
export function usePlaylist(playlistId: PlaylistId): LoadedPlaylist {
  const { hub } = useHub()
  const revision = useFollowed(
    (state) => state.playlists?.find((one) => one.playlistId === playlistId)?.revision ?? null,
  )
  const library = useFollowed((state) => state.library)
  const isLive = useFollowed((state) => state.connection === 'live')
  const [attempt, setAttempt] = useState(0)
  const [loaded, setLoaded] = useState<LoadedPlaylist>({ phase: 'loading' })

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new revision, another library, the hub's return and a wish to try again are reasons to read anew
  useEffect(() => {
    let isWanted = true
    hub.listening.playlist(playlistId).then(
      (playlist) => {
        if (isWanted) setLoaded({ phase: 'ready', playlist })
      },
      (failure: unknown) => {
        if (!isFailure(failure)) throw failure
        const again = () => setAttempt((before) => before + 1)
        const isGone = isFailure(failure, 'playlist.not-found')
        if (isWanted) {
          setLoaded((known) =>
            known.phase === 'ready' && !isGone ? known : { phase: 'failed', failure, again },
          )
        }
      },
    )
    return () => {
      isWanted = false
    }
  }, [hub, playlistId, revision, library, isLive, attempt])

  return loaded
}
