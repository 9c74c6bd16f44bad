import { type CoverId, MAX_PICTURE_BYTES, type PlaylistView } from '@baton/protocol'
import { Images, ImageUp } from 'lucide-react'
import { useRef } from 'react'
import { showFailure } from '../hub/ask.ts'
import type { ConnectedHub } from '../hub/connected-hub.ts'
import { PlaylistCover } from '../music/playlist-cover.tsx'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { complain } from '../ui/notices.ts'
import { contentOf } from './file-content.ts'

/** What is to stand for a playlist from now on: a picture in base64, or the covers of its tracks; null: what does now. */
export type WantedPicture = { readonly content: string } | 'of-tracks' | null

const PICTURES = '.jpg,.jpeg,.png,.webp,.gif,image/jpeg,image/png,image/webp,image/gif'
const NO_COVERS: readonly string[] = []

/** The picture of a playlist, with the ways to another one. Nothing is changed before the form is saved. */
export function PlaylistPicture(props: {
  readonly playlist: PlaylistView
  readonly wanted: WantedPicture
  readonly onChange: (wanted: WantedPicture) => void
}) {
  const { playlist, wanted, onChange } = props
  const picker = useRef<HTMLInputElement>(null)
  const content = wanted !== null && wanted !== 'of-tracks' ? wanted.content : null
  const refuse = () => {
    complain(strings.playlists.noPicture)
    onChange(null)
  }
  const choose = async (file: File) => {
    if (file.size > MAX_PICTURE_BYTES) complain(strings.playlists.pictureTooLarge)
    else await contentOf(file).then((read) => onChange({ content: read }), refuse)
  }
  const isOfTracks = wanted === 'of-tracks' || (wanted === null && playlist.coverId === undefined)
  return (
    <div className="picture-field">
      {content === null ? (
        <PlaylistCover
          coverIds={wanted === 'of-tracks' ? NO_COVERS : playlist.coverIds}
          of={playlist.title}
          className="picture-shown"
        />
      ) : (
        // Which kind of picture it is the browser sees by its bytes; no drawing of lines is one.
        <img
          src={`data:image/png;base64,${content}`}
          alt=""
          className="cover picture-shown"
          onError={refuse}
        />
      )}
      <input
        ref={picker}
        type="file"
        accept={PICTURES}
        hidden
        aria-label={strings.playlists.choosePicture}
        onChange={({ target }) => {
          const [file] = target.files ?? []
          if (file) void choose(file)
          target.value = ''
        }}
      />
      <div className="picture-verbs">
        <Button className="button button-quiet" onPress={() => picker.current?.click()}>
          <ImageUp aria-hidden /> {strings.playlists.choosePicture}
        </Button>
        {!isOfTracks && (
          <Button className="button button-quiet" onPress={() => onChange('of-tracks')}>
            <Images aria-hidden /> {strings.playlists.coverOfAll}
          </Button>
        )}
      </div>
    </div>
  )
}

/** What the playlist is told of its picture; `failed`: the hub did not take it, and whoever asked was told why. */
export async function coverOfWanted(
  { hub }: ConnectedHub,
  wanted: WantedPicture,
): Promise<{ readonly cover?: CoverId | null } | 'failed'> {
  if (wanted === null) return {}
  if (wanted === 'of-tracks') return { cover: null }
  try {
    return { cover: await hub.library.keepCover(wanted.content) }
  } catch (error) {
    showFailure(error)
    return 'failed'
  }
}
