import type { Entry, EntryId } from '@baton/protocol'
import { ListChecks, ListMusic, ListPlus, Trash2 } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { Selection } from 'react-aria-components/GridList'
import { useFollowed, useHub } from '../hub/use-hub.ts'
import { naming } from '../navigation/open-panels.ts'
import { strings } from '../strings/strings.ts'
import { lengthText } from '../strings/time-text.ts'
import { Button } from '../ui/button.tsx'
import { Empty, Waiting } from '../ui/empty-failed-waiting.tsx'
import { Page } from '../ui/page.tsx'
import { clearWithUndo } from './queue-edits.ts'
import { QueueEntries } from './queue-entries.tsx'
import { playingOrder, timeLeft } from './queue-order.ts'
import { SelectionBar } from './selection-bar.tsx'

export function QueueScreen() {
  const queue = useFollowed((state) => state.queue)
  const order = useMemo(() => (queue ? playingOrder(queue) : null), [queue])
  if (!order || order.length === 0) {
    return (
      <Page title={strings.queue.title}>
        {order ? (
          <Empty title={strings.queue.empty} text={strings.queue.emptyText} icon={ListMusic}>
            <a className="button button-accent" href="#/">
              {strings.player.toLibrary}
            </a>
          </Empty>
        ) : (
          <Waiting shape="list" />
        )}
      </Page>
    )
  }
  return <FilledQueue order={order} isShuffled={queue?.order != null} />
}

function FilledQueue({
  order,
  isShuffled,
}: {
  readonly order: readonly Entry[]
  readonly isShuffled: boolean
}) {
  const connected = useHub()
  const [chosen, setChosen] = useState<Selection | null>(null)
  const ids = useMemo(() => idsOf(chosen, order), [chosen, order])
  return (
    <Page
      title={strings.queue.title}
      className="queue"
      tools={
        <div className="queue-tools">
          <Button
            className={`button ${chosen ? 'button-accent' : ''}`}
            onPress={() => setChosen(chosen ? null : new Set())}
          >
            <ListChecks aria-hidden />
            <span>{chosen ? strings.edit.done : strings.edit.select}</span>
          </Button>
          <Button className="button" onPress={() => naming.set('queue')}>
            <ListPlus aria-hidden />
            <span>{strings.playlists.saveQueue}</span>
          </Button>
          <Button className="button" onPress={() => void clearWithUndo(connected, order)}>
            <Trash2 aria-hidden />
            <span>{strings.queue.clear}</span>
          </Button>
        </div>
      }
    >
      <p className="quiet page-sub">
        <TimeLeft order={order} />
        {isShuffled && ` · ${strings.queue.shuffled}`}
      </p>
      <QueueEntries order={order} chosen={chosen} onChoose={setChosen} />
      {chosen && (
        <SelectionBar
          order={order}
          ids={ids}
          onAll={() => setChosen('all')}
          onDone={() => setChosen(new Set())}
        />
      )}
    </Page>
  )
}

/** Changes with the track and with what stands behind it; within a track it is told as of its beginning. */
function TimeLeft({ order }: { readonly order: readonly Entry[] }) {
  const currentId = useFollowed((state) => state.session?.current?.entryId ?? null)
  const timeline = useFollowed((state) => state.session?.timeline)
  const { following } = useHub()
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new timeline means that the position was moved
  const { entries, ms } = useMemo(
    () => timeLeft(order, currentId, following.positionNow()),
    [order, currentId, timeline, following],
  )
  return strings.edit.left(strings.count.tracks(entries), lengthText(ms))
}

/** Entries that have left the queue meanwhile are no longer chosen. */
function idsOf(chosen: Selection | null, order: readonly Entry[]): ReadonlySet<EntryId> {
  if (chosen === null) return new Set()
  const all = order.map((entry) => entry.entryId)
  return new Set(chosen === 'all' ? all : all.filter((id) => chosen.has(id)))
}
