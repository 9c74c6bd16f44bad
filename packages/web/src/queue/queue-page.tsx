import type { EntryId } from '@baton/protocol'
import { ListChecks, ListMusic, ListPlus, Trash2 } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { Selection } from 'react-aria-components/GridList'
import { useFollowed, useHub } from '../hub/use-hub.ts'
import { knowAll } from '../hub/whole-queue.ts'
import { naming } from '../navigation/open-panels.ts'
import { strings } from '../strings/strings.ts'
import { lengthText } from '../strings/time-text.ts'
import { Button } from '../ui/button.tsx'
import { Empty, Waiting } from '../ui/empty-failed-waiting.tsx'
import { Page } from '../ui/page.tsx'
import { knowRows } from './known-order.ts'
import { clearWithUndo } from './queue-edits.ts'
import { QueueEntries } from './queue-entries.tsx'
import { timeLeft } from './queue-order.ts'
import { type QueueRow, rowsNamed, useQueueRows } from './queue-rows.ts'
import { SelectionBar } from './selection-bar.tsx'

export function QueueScreen() {
  const queue = useFollowed((state) => state.queue)
  const rows = useQueueRows(queue)
  if (!rows || rows.length === 0) {
    return (
      <Page title={strings.queue.title}>
        {rows ? (
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
  return <FilledQueue rows={rows} />
}

function FilledQueue({ rows }: { readonly rows: readonly QueueRow[] }) {
  const connected = useHub()
  const isShuffled = useFollowed((state) => state.session?.shuffle ?? false)
  const [chosen, setChosen] = useState<Selection | null>(null)
  const ids = useMemo(() => idsOf(chosen, rows), [chosen, rows])
  // What is chosen has to be known, also where it is far out of sight.
  const choose = async (wanted: Selection) => {
    if (wanted === 'all' && (await knowAll(connected)) === null) return
    setChosen(wanted)
    if (wanted !== 'all') await knowRows(connected, rowsNamed(rows, wanted as Set<EntryId>))
  }
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
          {/* What is saved is one's own queue. */}
          {!connected.box && (
            <Button className="button" onPress={() => naming.set('queue')}>
              <ListPlus aria-hidden />
              <span>{strings.playlists.saveQueue}</span>
            </Button>
          )}
          <Button className="button" onPress={() => void clearWithUndo(connected)}>
            <Trash2 aria-hidden />
            <span>{strings.queue.clear}</span>
          </Button>
        </div>
      }
    >
      <p className="quiet page-sub">
        <TimeLeft rows={rows} />
        {isShuffled && ` · ${strings.queue.shuffled}`}
      </p>
      <QueueEntries rows={rows} chosen={chosen} onChoose={(wanted) => void choose(wanted)} />
      {chosen && (
        <SelectionBar ids={ids} onAll={() => void choose('all')} onDone={() => setChosen(new Set())} />
      )}
    </Page>
  )
}

/** Changes with the track and with what stands behind it; within a track it is told as of its beginning. */
function TimeLeft({ rows }: { readonly rows: readonly QueueRow[] }) {
  const currentId = useFollowed((state) => state.session?.current?.entryId ?? null)
  const timeline = useFollowed((state) => state.session?.timeline)
  const { following } = useHub()
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new timeline means that the position was moved
  const { entries, ms } = useMemo(
    () => timeLeft(rows, currentId, following.positionNow()),
    [rows, currentId, timeline, following],
  )
  const tracks = strings.count.tracks(entries)
  return ms === null ? strings.queue.left(tracks) : strings.edit.left(tracks, lengthText(ms))
}

/** Entries that have left the queue meanwhile are no longer chosen. */
function idsOf(chosen: Selection | null, rows: readonly QueueRow[]): ReadonlySet<EntryId> {
  if (chosen === null) return new Set()
  const those = chosen === 'all' ? rows : rowsNamed(rows, chosen as Set<EntryId>)
  return new Set(those.flatMap(({ entry }) => entry?.entryId ?? []))
}
