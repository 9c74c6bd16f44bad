import type { PostView } from '@baton/protocol'
import { Lock, Star, UsersRound } from 'lucide-react'
import { useHub } from '../hub/use-hub.ts'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { pictureOf } from './picture-of.ts'
import { PixelPicture } from './pixel-picture.tsx'

/** One artwork of a feed; pressing opens it. */
export function ArtworkTile({ post, onOpen }: { readonly post: PostView; readonly onOpen: () => void }) {
  const { hub } = useHub()
  const { title, author, width, height, visibility, promoted, reactions } = post
  return (
    <Button
      className="artwork-tile"
      aria-label={strings.artwork.tile(title, author.username)}
      onPress={onOpen}
    >
      <PixelPicture src={pictureOf(hub, post)} alt="" width={width} height={height} className="artwork-box" />
      <span className="artwork-title" dir="auto">
        {title}
      </span>
      <span className="artwork-sub">
        {promoted && <Star aria-hidden />}
        {visibility === 'private' && <Lock aria-hidden />}
        {visibility === 'household' && <UsersRound aria-hidden />}
        <span dir="auto">{author.username}</span>
        {reactions.slice(0, 3).map(({ emoji, count }) => (
          <span key={emoji}>
            {emoji} {count}
          </span>
        ))}
      </span>
    </Button>
  )
}
