import { type DeviceRecord, type DeviceView, isTrouble, type Page } from '@baton/protocol'
import { TriangleAlert } from 'lucide-react'
import { useRef } from 'react'
import { useFollowed, useHub } from '../hub/use-hub.ts'
import { type Loaded, usePages } from '../hub/use-read.ts'
import { agoText } from '../strings/ago-text.ts'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { Failed, Waiting } from '../ui/empty-failed-waiting.tsx'
import type { Paged } from '../ui/paged.ts'
import { recordText } from './record-text.ts'

const AT_ONCE = 20

/** What happened to a device, newest first, its last problem above. Read anew when something happens to it. */
export function DeviceHistory({ device, now }: { readonly device: DeviceView; readonly now: number }) {
  const { hub } = useHub()
  const { deviceId, revision, name } = device
  // The right to sound changes nothing in the device itself.
  const epoch = useFollowed(({ session }) => session?.speakerEpoch ?? 0)
  const playState = useFollowed(({ session }) => session?.playState ?? 'stopped')
  const read = usePages<DeviceRecord>(
    `device history ${deviceId} ${revision} ${epoch} ${playState}`,
    (cursor): Promise<Page<DeviceRecord>> =>
      hub.deviceHistory(deviceId, { limit: AT_ONCE, ...(cursor !== undefined && { cursor }) }),
  )
  const pages = useWhatWasThere(read)
  if (pages.phase === 'failed') return <Failed {...pages} />
  if (pages.phase === 'loading') return <Waiting shape="list" />
  const { items, hasMore, more } = pages.value
  const trouble = items.find(({ happening }) => isTrouble(happening))
  return (
    <section className="gear-history" aria-label={strings.deviceHistory.show(name)}>
      <h4>{strings.deviceHistory.title}</h4>
      {trouble && (
        <p className="quiet">
          {strings.deviceHistory.lastTrouble(recordText(trouble), agoText(trouble.at, now))}
        </p>
      )}
      {items.length === 0 && <p className="quiet">{strings.deviceHistory.none}</p>}
      <ol className="happenings">
        {items.map((record) => (
          <Happening key={record.recordId} record={record} now={now} />
        ))}
      </ol>
      {hasMore && (
        <Button className="button" onPress={more}>
          {strings.deviceHistory.older}
        </Button>
      )}
    </section>
  )
}

function Happening({ record, now }: { readonly record: DeviceRecord; readonly now: number }) {
  const isBad = isTrouble(record.happening)
  return (
    <li className="happening" data-trouble={isBad || undefined}>
      <time className="quiet" dateTime={new Date(record.at).toISOString()} title={exactly(record.at)}>
        {agoText(record.at, now)}
      </time>
      <span>
        {isBad && <TriangleAlert aria-label={strings.deviceHistory.trouble} />}
        {recordText(record)}
      </span>
    </li>
  )
}

function exactly(at: number): string {
  return new Date(at).toLocaleString(strings.ago.language)
}

/** What was shown stays until what is read anew has come: the list does not blink, and keeps the focus. */
function useWhatWasThere(read: Loaded<Paged<DeviceRecord>>): Loaded<Paged<DeviceRecord>> {
  const shown = useRef(read)
  if (read.phase !== 'loading' || shown.current.phase !== 'ready') shown.current = read
  return shown.current
}
