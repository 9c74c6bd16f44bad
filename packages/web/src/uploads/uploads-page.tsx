import { BatonFailure } from '@baton/client'
import type { ErrorCode, PlaylistId } from '@baton/protocol'
import { FolderUp, RotateCcw, Upload, X } from 'lucide-react'
import { useRef, useState } from 'react'
import { askHub } from '../hub/ask.ts'
import { useFollowed, useHub, useStore } from '../hub/use-hub.ts'
import { LibraryTabs } from '../library/library-tabs.tsx'
import { IncomingRow } from '../music/incoming-row.tsx'
import { IntoPlaylist } from '../music/into-playlist.tsx'
import { failureText } from '../strings/choose-failure-text.ts'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { Empty } from '../ui/empty-failed-waiting.tsx'
import { complain, notify } from '../ui/notices.ts'
import { Page } from '../ui/page.tsx'
import { useFileDrop } from '../ui/use-file-drop.ts'
import { type ChosenFile, chosenFiles, droppedFiles, isMusic } from './dropped-files.ts'
import { cancelSending, clearSent, sendAgain, sendFiles, sending } from './sending.ts'
import { type UploadRow, uploadRows } from './upload-rows.ts'

const NONE = [] as const
/** What one page shows of a long list; the newest come first. */
const MAX_SHOWN = 300

/** Browsers do not know each of these as sound. The hub looks at what is in a file, whatever it is called. */
const PICKED =
  'audio/*,.flac,.opus,.ogg,.oga,.m4a,.m4b,.wav,.mp3,.aiff,.aif,.aac,.mka,.wma,.wv,.ape,.mpc,.dsf,.dff'

export function UploadsScreen() {
  const connected = useHub()
  const uploads = useFollowed((state) => state.uploads) ?? NONE
  const progress = useFollowed((state) => state.uploading)
  const mine = useStore(sending)
  const rows = uploadRows(uploads, progress, mine)
  const clear = async () => {
    clearSent()
    for (const { upload } of rows.filter(isOver)) {
      if (upload) await askHub(connected, { type: 'upload.cancel', uploadId: upload.uploadId })
    }
  }
  return (
    <Page
      title={strings.uploads.title}
      tools={
        rows.some(isOver) && (
          <Button className="button button-quiet" onPress={() => void clear()}>
            {strings.uploads.clear}
          </Button>
        )
      }
    >
      <LibraryTabs here="uploads" />
      <DropZone />
      {rows.length === 0 ? (
        <Empty title={strings.uploads.none} text={strings.uploads.noneText} icon={Upload} />
      ) : (
        <ul className="incoming-list" aria-label={strings.uploads.list}>
          {rows.slice(0, MAX_SHOWN).map((row) => (
            <Row key={row.key} row={row} />
          ))}
        </ul>
      )}
    </Page>
  )
}

function DropZone() {
  const connected = useHub()
  const [playlistId, setPlaylistId] = useState<PlaylistId | null>(null)
  const files = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement>(null)
  const take = (chosen: readonly ChosenFile[]) => {
    const music = chosen.filter(({ file }) => isMusic(file))
    if (music.length === 0) return complain(strings.uploads.noMusic)
    sendFiles(connected, music, playlistId ?? undefined)
    return notify(strings.uploads.chosen(music.length))
  }
  const drop = useFileDrop((dropped) => void droppedFiles(dropped).then(take))
  return (
    <section className="drop-zone" aria-label={strings.uploads.drop} {...drop}>
      <p className="drop-title">{strings.uploads.drop}</p>
      <p className="quiet">{strings.uploads.dropText}</p>
      <div className="drop-tools">
        <Button className="button button-accent" onPress={() => files.current?.click()}>
          <Upload aria-hidden /> {strings.uploads.chooseFiles}
        </Button>
        <Button className="button drop-folder" onPress={() => folder.current?.click()}>
          <FolderUp aria-hidden /> {strings.uploads.chooseFolder}
        </Button>
        <IntoPlaylist
          label={strings.uploads.into}
          nowhere={strings.uploads.nowhere}
          playlistId={playlistId}
          onChange={setPlaylistId}
        />
      </div>
      <input
        ref={files}
        type="file"
        hidden
        multiple
        accept={PICKED}
        onChange={(event) => {
          take(chosenFiles(event.target.files))
          event.target.value = ''
        }}
      />
      <input
        ref={folder}
        type="file"
        hidden
        multiple
        {...{ webkitdirectory: '' }}
        onChange={(event) => {
          take(chosenFiles(event.target.files))
          event.target.value = ''
        }}
      />
    </section>
  )
}

function Row({ row }: { readonly row: UploadRow }) {
  const connected = useHub()
  const { name, step, sending: own, upload } = row
  const leave = () => {
    if (own) cancelSending(connected, own.key)
    else if (upload) void askHub(connected, { type: 'upload.cancel', uploadId: upload.uploadId })
  }
  return (
    <IncomingRow
      name={name}
      text={textOf(row)}
      percent={shownPercent(row)}
      progress={strings.uploads.progressOf(name)}
      step={step}
    >
      {step === 'failed' && own?.step === 'failed' && (
        <Button
          className="icon-button"
          aria-label={strings.uploads.retryOf(name)}
          onPress={() => sendAgain(connected, own.key)}
        >
          <RotateCcw aria-hidden />
        </Button>
      )}
      {step !== 'checking' && (
        <Button
          className="icon-button"
          aria-label={isOver(row) ? strings.uploads.removeOf(name) : strings.uploads.cancelOf(name)}
          onPress={leave}
        >
          <X aria-hidden />
        </Button>
      )}
    </IncomingRow>
  )
}

function isOver({ step }: UploadRow): boolean {
  return step === 'done' || step === 'duplicate' || step === 'failed'
}

function shownPercent({ step, percent }: UploadRow): number | null | undefined {
  if (step === 'sending') return percent
  return step === 'checking' || step === 'hashing' ? null : undefined
}

function textOf({ step, percent, failure }: UploadRow): string {
  if (step === 'sending') return strings.uploads.sending(percent)
  if (step === 'failed' && failure) return failureText(new BatonFailure(failure as ErrorCode))
  return strings.uploads[step]
}
