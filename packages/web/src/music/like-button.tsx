import type { TrackId } from '@baton/protocol'
import { Heart } from 'lucide-react'
import { useAsk } from '../hub/ask.ts'
import { strings } from '../strings/strings.ts'
import { ToggleButton } from '../ui/button.tsx'
import { rememberLike, useLiked } from './likes.ts'

export function LikeButton({ trackId }: { readonly trackId: TrackId }) {
  const isLiked = useLiked(trackId)
  const ask = useAsk()
  return (
    <ToggleButton
      className="icon-button toggle"
      aria-label={strings.actions.like}
      isSelected={isLiked}
      onChange={(wanted) => {
        rememberLike(trackId, wanted)
        void ask({ type: 'session.like', trackId, liked: wanted }).then((outcome) => {
          if (!outcome) rememberLike(trackId, !wanted)
        })
      }}
    >
      <Heart aria-hidden />
    </ToggleButton>
  )
}
