import { BatonFailure, isFailure } from '@baton/client'
import type { ListFileReading, MissingOfList } from '@baton/protocol'
import { type FormEvent, useEffect, useState } from 'react'
import { Dialog, Heading } from 'react-aria-components/Dialog'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import { showFailure } from '../hub/ask.ts'
import { useHub, useStore } from '../hub/use-hub.ts'
import { importing } from '../navigation/open-panels.ts'
import { go } from '../navigation/use-place.ts'
import { failureText } from '../strings/choose-failure-text.ts'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { notify } from '../ui/notices.ts'
import { contentOf, isTooLarge } from './file-content.ts'
import { TitleField } from './playlist-fields.tsx'

/** What a dialog shows of a long list; all of it can be saved as a text. */
const MAX_SHOWN = 200

/** Shows what a playlist file holds and what of it is there, and makes a playlist of that. */
export function ImportPlaylist() {
  const [first] = useStore(importing)
  const close = () => importing.set(importing.get().slice(1))
  return (
    <ModalOverlay
      className="overlay"
      isDismissable
      isOpen={first !== undefined}
      onOpenChange={(isOpen) => !isOpen && close()}
    >
      <Modal className="sheet">
        {first && (
          <Dialog className="dialog import-list">
            <div className="dialog-head">
              <Heading slot="title">{strings.playlists.importTitle}</Heading>
            </div>
            <OneFile key={first.id} file={first.file} onClose={close} />
          </Dialog>
        )}
      </Modal>
    </ModalOverlay>
  )
}

type Looked =
  | { readonly phase: 'looking' }
  | { readonly phase: 'failed'; readonly text: string }
  | { readonly phase: 'ready'; readonly content: string; readonly reading: ListFileReading }

function OneFile({ file, onClose }: { readonly file: File; readonly onClose: () => void }) {
  const { hub } = useHub()
  const [looked, setLooked] = useState<Looked>({ phase: 'looking' })
  useEffect(() => {
    let isWanted = true
    const look = async (): Promise<Looked> => {
      if (isTooLarge(file)) throw new BatonFailure('request.too-large')
      const content = await contentOf(file)
      return {
        phase: 'ready',
        content,
        reading: await hub.playlistFiles.look({ filename: file.name, content }),
      }
    }
    look().then(
      (found) => isWanted && setLooked(found),
      (error: unknown) => {
        const text = isFailure(error) ? failureText(error) : strings.playlists.importUnreadable
        if (isWanted) setLooked({ phase: 'failed', text })
      },
    )
    return () => {
      isWanted = false
    }
  }, [hub, file])
  if (looked.phase === 'ready') return <Preview {...looked} file={file} onClose={onClose} />
  return (
    <>
      <p className="import-file" dir="auto">
        {file.name}
      </p>
      <p role="status">{looked.phase === 'looking' ? strings.playlists.importLooking : looked.text}</p>
      <div className="confirmation-verbs">
        <Button className="button" onPress={onClose}>
          {strings.common.cancel}
        </Button>
      </div>
    </>
  )
}

function Preview(props: {
  readonly file: File
  readonly content: string
  readonly reading: ListFileReading
  readonly onClose: () => void
}) {
  const { file, content, reading, onClose } = props
  const { hub } = useHub()
  const [title, setTitle] = useState(reading.title)
  const [isBusy, setBusy] = useState(false)
  const found = reading.trackIds.length
  const make = async (event: FormEvent) => {
    event.preventDefault()
    if (isBusy || found === 0 || title.trim() === '') return
    setBusy(true)
    try {
      const { playlist } = await hub.playlistFiles.import({
        filename: file.name,
        content,
        title: title.trim(),
      })
      const open = playlist && (() => go({ page: 'playlist', playlistId: playlist.playlistId }))
      notify(
        strings.playlists.created(title.trim()),
        open ? { label: strings.playlists.open, run: open } : undefined,
      )
      onClose()
    } catch (error) {
      setBusy(false)
      showFailure(error)
    }
  }
  return (
    <form className="form" onSubmit={(event) => void make(event)}>
      <p className="import-file" dir="auto">
        {file.name}
      </p>
      {found > 0 && <TitleField title={title} onChange={setTitle} />}
      <p role="status">{strings.playlists.importFound(found, reading.total)}</p>
      {reading.missing.length > 0 && <Missing missing={reading.missing} />}
      <div className="confirmation-verbs">
        <Button className="button" onPress={onClose}>
          {strings.common.cancel}
        </Button>
        {found > 0 && (
          <Button type="submit" className="button button-accent" isDisabled={isBusy || title.trim() === ''}>
            {strings.playlists.importMake}
          </Button>
        )}
      </div>
    </form>
  )
}

function Missing({ missing }: { readonly missing: readonly MissingOfList[] }) {
  const more = missing.length - MAX_SHOWN
  return (
    <section className="import-missing" aria-label={strings.playlists.importMissing}>
      <h3>{strings.playlists.importMissing}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
      <ul tabIndex={0} aria-label={strings.playlists.importMissing}>
        {missing.slice(0, MAX_SHOWN).map(({ number, text, reason }) => (
          <li key={number}>
            <span className="import-number">{number}</span>
            <span className="row-text">
              <span className="import-text" dir="auto">
                {text}
              </span>
              {reason === 'ambiguous' && <span className="row-sub">{strings.playlists.importAmbiguous}</span>}
            </span>
          </li>
        ))}
      </ul>
      {more > 0 && <p className="quiet">{strings.playlists.importMore(more)}</p>}
      <a
        className="button"
        download="missing.txt"
        href={`data:text/plain;charset=utf-8,${encodeURIComponent(textOf(missing))}`}
      >
        {strings.playlists.importSaveMissing}
      </a>
    </section>
  )
}

function textOf(missing: readonly MissingOfList[]): string {
  return missing.map(({ number, text }) => `${number}\t${text}\n`).join('')
}
