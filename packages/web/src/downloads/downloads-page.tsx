import type { DownloadId, DownloadView } from '@baton/protocol'
import { Download, PenLine, RotateCcw, X } from 'lucide-react'
import { useState } from 'react'
import { askHub } from '../hub/ask.ts'
import { useFollowed, useHub } from '../hub/use-hub.ts'
import { LibraryTabs } from '../library/library-tabs.tsx'
import { IncomingRow } from '../music/incoming-row.tsx'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { Empty } from '../ui/empty-failed-waiting.tsx'
import { Page } from '../ui/page.tsx'
import { DescribeDownload } from './describe-download.tsx'
import { DownloadForm } from './download-form.tsx'
import { downloadRow } from './download-row.ts'

const NONE = [] as const

export function DownloadsScreen() {
  const connected = useHub()
  const downloads = useFollowed((state) => state.downloads) ?? NONE
  const [describing, setDescribing] = useState<DownloadId | null>(null)
  const over = downloads.filter(isOver)
  const clear = async () => {
    for (const { downloadId } of over) await askHub(connected, { type: 'download.cancel', downloadId })
  }
  return (
    <Page
      title={strings.downloads.title}
      tools={
        over.length > 0 && (
          <Button className="button button-quiet" onPress={() => void clear()}>
            {strings.downloads.clear}
          </Button>
        )
      }
    >
      <LibraryTabs here="downloads" />
      <DownloadForm />
      {downloads.length === 0 ? (
        <Empty title={strings.downloads.none} text={strings.downloads.noneText} icon={Download} />
      ) : (
        <ul className="incoming-list" aria-label={strings.downloads.list}>
          {downloads.toReversed().map((download) => (
            <Row
              key={download.downloadId}
              download={download}
              onDescribe={() => setDescribing(download.downloadId)}
            />
          ))}
        </ul>
      )}
      <DescribeDownload
        download={downloads.find((one) => one.downloadId === describing && mayDescribe(one)) ?? null}
        onClose={() => setDescribing(null)}
      />
    </Page>
  )
}

function Row({ download, onDescribe }: { readonly download: DownloadView; readonly onDescribe: () => void }) {
  const connected = useHub()
  const { downloadId, phase } = download
  const progress = useFollowed((state) => state.downloading[downloadId])
  const { name, text, percent } = downloadRow(download, progress)
  const ask = (type: 'download.retry' | 'download.cancel') => void askHub(connected, { type, downloadId })
  return (
    <IncomingRow
      name={name}
      text={text}
      percent={percent}
      progress={strings.downloads.progressOf(name)}
      step={phase}
    >
      {mayDescribe(download) && (
        <Button
          className={phase === 'waiting' ? 'button button-accent' : 'icon-button'}
          aria-label={strings.downloads.describeOf(name)}
          onPress={onDescribe}
        >
          {phase === 'waiting' ? strings.downloads.describe : <PenLine aria-hidden />}
        </Button>
      )}
      {phase === 'failed' && (
        <Button
          className="icon-button"
          aria-label={strings.downloads.retryOf(name)}
          onPress={() => ask('download.retry')}
        >
          <RotateCcw aria-hidden />
        </Button>
      )}
      {phase !== 'processing' && (
        <Button
          className="icon-button"
          aria-label={isOver(download) ? strings.downloads.removeOf(name) : strings.downloads.cancelOf(name)}
          onPress={() => ask('download.cancel')}
        >
          <X aria-hidden />
        </Button>
      )}
    </IncomingRow>
  )
}

function isOver({ phase }: DownloadView): boolean {
  return phase === 'completed' || phase === 'failed'
}

function mayDescribe({ phase }: DownloadView): boolean {
  return phase === 'pending' || phase === 'downloading' || phase === 'waiting'
}
