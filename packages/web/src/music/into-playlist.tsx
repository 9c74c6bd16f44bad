import type { PlaylistId, PlaylistView } from '@baton/protocol'
import { useFollowed } from '../hub/use-hub.ts'
import { Select } from '../ui/select.tsx'

const NONE: readonly PlaylistView[] = []

/** Its tracks are put in and taken out by people, not by a file or by rules. */
export function isMadeByHand({ file, rules }: Pick<PlaylistView, 'file' | 'rules'>): boolean {
  return !file && !rules
}

/** Chooses the playlist into which something comes; `nowhere` is what it says where that is none. */
export function IntoPlaylist(props: {
  readonly label: string
  readonly nowhere: string
  readonly playlistId: PlaylistId | null
  readonly onChange: (playlistId: PlaylistId | null) => void
}) {
  const playlists = useFollowed((state) => state.playlists) ?? NONE
  return (
    <Select
      label={props.label}
      value={props.playlistId ?? ''}
      options={[
        ['', props.nowhere],
        ...playlists.filter(isMadeByHand).map((list) => [list.playlistId, list.title] as const),
      ]}
      onChange={(value) => props.onChange(value === '' ? null : (value as PlaylistId))}
    />
  )
}
