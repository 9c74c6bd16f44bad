import type { PlayOrder, PostView } from '@baton/protocol'
import { ChartColumn, ImagePlus, Image as Picture, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { type ArtworkPlace, addressOf } from '../navigation/places.ts'
import { go } from '../navigation/use-place.ts'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { Empty, Failed, Waiting } from '../ui/empty-failed-waiting.tsx'
import type { GridShape } from '../ui/grid-shape.ts'
import { complain } from '../ui/notices.ts'
import { Page } from '../ui/page.tsx'
import { Select } from '../ui/select.tsx'
import { useFileDrop } from '../ui/use-file-drop.ts'
import { VirtualGrid } from '../ui/virtual-list.tsx'
import { feedOf, USUAL_ORDER, VIEWS } from './artwork-place.ts'
import { ArtworkTile } from './artwork-tile.tsx'
import { ArtworkView } from './artwork-view.tsx'
import { PICKED, type PickedPicture, pick, pictureAmong } from './picked-picture.ts'
import { PutInArtwork } from './put-in-artwork.tsx'
import { type Feed, useFeed } from './use-feed.ts'
import { useOpenPost } from './use-open-post.ts'

const TILES: GridShape = { minWidth: 170, textRem: 3.5, picture: true, gap: 16 }
const ORDERS = [1, 0, 2] as const

export function ArtworkScreen({ place }: { readonly place: ArtworkPlace }) {
  const feed = useFeed(feedOf(place))
  const { post, open, edits } = useOpenPost(feed)
  const [picked, setPicked] = useState<PickedPicture | null>(null)
  const files = useRef<HTMLInputElement>(null)
  const take = useRef(async (_file: File | null) => {})
  take.current = async (file) => {
    const found = file && (await pick(file))
    if (!found) return
    if (typeof found === 'string') complain(strings.artwork.refused[found])
    else setPicked(found)
  }
  const drop = useFileDrop(({ files }) => void take.current(pictureAmong(files)))
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const file = pictureAmong(event.clipboardData?.files)
      // What is pasted into a field is text.
      if (file && !(event.target as Element | null)?.closest('input, textarea, [role=dialog]'))
        void take.current(file)
    }
    document.addEventListener('paste', onPaste)
    return () => document.removeEventListener('paste', onPaste)
  }, [])
  const choose = () => files.current?.click()
  const close = (picture: PickedPicture) => {
    URL.revokeObjectURL(picture.url)
    setPicked((present) => (present === picture ? null : present))
  }
  return (
    <Page
      title={strings.artwork.title}
      tools={
        <Button className="button button-accent" onPress={choose}>
          <ImagePlus aria-hidden /> {strings.artwork.choose}
        </Button>
      }
    >
      <Views place={place} />
      <section className="artwork-drop" aria-label={strings.artwork.drop} {...drop}>
        <Pictures feed={feed} place={place} onOpen={open} onChoose={choose} />
      </section>
      <input
        ref={files}
        type="file"
        hidden
        accept={PICKED}
        onChange={(event) => {
          void take.current(pictureAmong(event.target.files))
          event.target.value = ''
        }}
      />
      {picked && <PutInArtwork picture={picked} onClose={() => close(picked)} />}
      {post && edits && <ArtworkView post={post} edits={edits} onClose={() => open(null)} />}
    </Page>
  )
}

function Views({ place }: { readonly place: ArtworkPlace }) {
  const { view = 'all', by, tag, order = USUAL_ORDER } = place
  const isView = by === undefined && tag === undefined
  return (
    <>
      <nav className="views" aria-label={strings.artwork.views}>
        {VIEWS.map((one) => (
          <a
            key={one}
            className="view"
            href={addressOf({ page: 'artwork', view: one, order })}
            aria-current={isView && view === one ? 'page' : undefined}
          >
            {strings.artwork.channels[one]}
          </a>
        ))}
      </nav>
      <div className="wishes">
        {isView && view === 'trending' ? (
          <p className="quiet">{strings.artwork.trendingOrder}</p>
        ) : (
          <Select
            label={strings.artwork.order}
            value={String(order)}
            options={ORDERS.map((one) => [String(one), strings.artwork.orders[one]] as const)}
            onChange={(value) => go({ ...place, order: Number(value) as PlayOrder })}
          />
        )}
        {isView && view === 'user' && (
          <a className="button button-small" href={addressOf({ page: 'analytics', postId: null })}>
            <ChartColumn aria-hidden /> {strings.analytics.open}
          </a>
        )}
        {!isView && (
          <a className="button button-small chip" href={addressOf({ page: 'artwork', order })}>
            <span>{tag === undefined ? strings.artwork.ofOne : `#${tag}`}</span> <X aria-hidden />
            <span className="visually-hidden">{strings.artwork.showAll}</span>
          </a>
        )}
      </div>
    </>
  )
}

function Pictures(props: {
  readonly feed: Feed
  readonly place: ArtworkPlace
  readonly onOpen: (post: PostView) => void
  readonly onChoose: () => void
}) {
  const { feed, place, onOpen, onChoose } = props
  if (feed.phase === 'loading') return <Waiting shape="grid" />
  if (feed.phase === 'failed') return <Failed failure={feed.failure} again={feed.again} />
  if (feed.paged.items.length === 0) {
    const { title, text } =
      strings.artwork.none[
        place.by !== undefined || place.tag !== undefined ? 'found' : (place.view ?? 'all')
      ]
    return (
      <Empty title={title} text={text} icon={Picture}>
        <Button className="button" onPress={onChoose}>
          <ImagePlus aria-hidden /> {strings.artwork.choose}
        </Button>
      </Empty>
    )
  }
  return (
    <VirtualGrid paged={feed.paged} keyOf={({ postId }) => String(postId)} shape={TILES}>
      {(post) => <ArtworkTile post={post} onOpen={() => onOpen(post)} />}
    </VirtualGrid>
  )
}
