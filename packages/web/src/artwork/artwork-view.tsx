import { MAX_REACTIONS, type PostView } from '@baton/protocol'
import { ChartColumn, Pencil, Star, Trash2, X } from 'lucide-react'
import { useState } from 'react'
import { Dialog, Heading } from 'react-aria-components/Dialog'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import { useHub, useIsOwner } from '../hub/use-hub.ts'
import { addressOf } from '../navigation/places.ts'
import { strings } from '../strings/strings.ts'
import { Button, ToggleButton } from '../ui/button.tsx'
import { change, deleteWithUndo, promote, react } from './artwork-edits.ts'
import { ArtworkWordsForm } from './artwork-words-form.tsx'
import { pictureOf } from './picture-of.ts'
import { PixelPicture } from './pixel-picture.tsx'
import type { FeedEdits } from './use-feed.ts'

const OFFERED = ['👍', '❤️', '😍', '😂', '😮', '🔥']

/** One artwork, large, with what is said of it and what one may do with it. */
export function ArtworkView(props: {
  readonly post: PostView
  readonly edits: FeedEdits
  readonly onClose: () => void
}) {
  const { post, edits, onClose } = props
  const connected = useHub()
  const [isEditing, setEditing] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const save = async (words: Parameters<typeof change>[2]) => {
    setBusy(true)
    if (await change(connected, post, words, edits)) setEditing(false)
    setBusy(false)
  }
  return (
    <ModalOverlay className="overlay" isDismissable isOpen onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Modal className="sheet artwork-sheet">
        <Dialog className="dialog">
          <div className="dialog-head">
            <Heading slot="title" dir="auto">
              {post.title}
            </Heading>
            <Button className="icon-button" aria-label={strings.artwork.close} onPress={onClose}>
              <X aria-hidden />
            </Button>
          </div>
          <PixelPicture
            src={pictureOf(connected.hub, post)}
            alt={post.title}
            width={post.width}
            height={post.height}
            className="artwork-large"
          />
          {isEditing ? (
            <ArtworkWordsForm
              words={post}
              verb={strings.artwork.save}
              isBusy={isBusy}
              onSave={(words) => void save(words)}
              onClose={() => setEditing(false)}
            />
          ) : (
            <>
              <Words post={post} onLeave={onClose} />
              <Reactions post={post} edits={edits} />
              <Deeds post={post} edits={edits} onEdit={() => setEditing(true)} onClose={onClose} />
            </>
          )}
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

function Words({ post, onLeave }: { readonly post: PostView; readonly onLeave: () => void }) {
  const { author, description, hashtags, width, height, frameCount, visibility, views } = post
  return (
    <div className="artwork-words">
      <p>
        <a href={addressOf({ page: 'artwork', by: author.sqid })} onClick={onLeave} dir="auto">
          {author.username}
        </a>{' '}
        <span className="quiet">
          {[
            strings.artwork.size(width, height),
            ...(frameCount > 1 ? [strings.artwork.frames(frameCount)] : []),
            ...(views > 0 ? [strings.analytics.seen(views)] : []),
            strings.artwork.visibilities[visibility],
          ].join(' · ')}
        </span>
      </p>
      {description !== '' && (
        <p className="artwork-description" dir="auto">
          {description}
        </p>
      )}
      {hashtags.length > 0 && (
        <p className="artwork-tags">
          {hashtags.map((tag) => (
            <a key={tag} href={addressOf({ page: 'artwork', tag })} onClick={onLeave} dir="auto">
              #{tag}
            </a>
          ))}
        </p>
      )}
    </div>
  )
}

/** Those that somebody had, and a few more to choose from. */
function Reactions({ post, edits }: { readonly post: PostView; readonly edits: FeedEdits }) {
  const connected = useHub()
  const { reactions } = post
  const isFull = reactions.filter(({ isMine }) => isMine).length >= MAX_REACTIONS
  const known = new Set(reactions.map(({ emoji }) => emoji))
  const shown = [
    ...reactions,
    ...OFFERED.filter((emoji) => !known.has(emoji)).map((emoji) => ({ emoji, count: 0, isMine: false })),
  ]
  return (
    <fieldset className="artwork-reactions">
      <legend className="visually-hidden">{strings.artwork.reactions}</legend>
      {shown.map(({ emoji, count, isMine }) => (
        <ToggleButton
          key={emoji}
          className="button button-small artwork-reaction"
          isSelected={isMine}
          isDisabled={isFull && !isMine}
          aria-label={strings.artwork.reaction(emoji, count)}
          onChange={() => void react(connected, post, emoji, edits)}
        >
          <span aria-hidden>{emoji}</span>
          {count > 0 && <span aria-hidden>{count}</span>}
        </ToggleButton>
      ))}
    </fieldset>
  )
}

function Deeds(props: {
  readonly post: PostView
  readonly edits: FeedEdits
  readonly onEdit: () => void
  readonly onClose: () => void
}) {
  const { post, edits, onEdit, onClose } = props
  const connected = useHub()
  const isOwner = useIsOwner()
  const remove = async () => {
    if (await deleteWithUndo(connected, post, edits)) onClose()
  }
  if (!post.isOwn && !isOwner) return null
  return (
    <div className="artwork-deeds">
      {isOwner && (
        <ToggleButton
          className="button toggle"
          isSelected={post.promoted}
          onChange={() => void promote(connected, post, edits)}
        >
          <Star aria-hidden /> {post.promoted ? strings.artwork.promoted : strings.artwork.promote}
        </ToggleButton>
      )}
      {post.isOwn && (
        <>
          <a
            className="button"
            href={addressOf({ page: 'analytics', postId: post.postId })}
            onClick={onClose}
          >
            <ChartColumn aria-hidden /> {strings.analytics.open}
          </a>
          <Button className="button" onPress={onEdit}>
            <Pencil aria-hidden /> {strings.artwork.edit}
          </Button>
          <Button className="button button-quiet" onPress={() => void remove()}>
            <Trash2 aria-hidden /> {strings.artwork.remove}
          </Button>
        </>
      )}
    </div>
  )
}
