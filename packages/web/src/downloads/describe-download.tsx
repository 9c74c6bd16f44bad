import type { DownloadView } from '@baton/protocol'
import { type FormEvent, useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { Dialog, Heading } from 'react-aria-components/Dialog'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import { Input, Label, TextField } from 'react-aria-components/TextField'
import { askHub } from '../hub/ask.ts'
import { useHub } from '../hub/use-hub.ts'
import { strings } from '../strings/strings.ts'

const MAX_LENGTH = 200

/** Corrects what will stand in the file; a download that waits for that goes on. */
export function DescribeDownload(props: {
  readonly download: DownloadView | null
  readonly onClose: () => void
}) {
  const { download, onClose } = props
  return (
    <ModalOverlay
      className="overlay"
      isDismissable
      isOpen={download !== null}
      onOpenChange={(isOpen) => !isOpen && onClose()}
    >
      <Modal className="sheet">
        {download !== null && (
          <Dialog className="dialog">
            <div className="dialog-head">
              <Heading slot="title">{strings.downloads.describeTitle}</Heading>
            </div>
            <TagsForm download={download} onClose={onClose} />
          </Dialog>
        )}
      </Modal>
    </ModalOverlay>
  )
}

function TagsForm({ download, onClose }: { readonly download: DownloadView; readonly onClose: () => void }) {
  const connected = useHub()
  const [title, setTitle] = useState(download.tags?.title ?? '')
  const [artist, setArtist] = useState(download.tags?.artist ?? '')
  const [album, setAlbum] = useState(download.tags?.album ?? '')
  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (title.trim() === '') return
    const tags = { title: title.trim(), artist: textOrNull(artist), album: textOrNull(album) }
    const { downloadId } = download
    if (await askHub(connected, { type: 'download.describe', downloadId, tags })) onClose()
  }
  return (
    <form className="form" onSubmit={(event) => void save(event)}>
      <TextField className="field" value={title} onChange={setTitle} maxLength={MAX_LENGTH} autoFocus>
        <Label>{strings.downloads.songTitle}</Label>
        <Input className="input" onFocus={(event) => event.target.select()} />
      </TextField>
      <TextField className="field" value={artist} onChange={setArtist} maxLength={MAX_LENGTH}>
        <Label>{strings.downloads.artist}</Label>
        <Input className="input" />
      </TextField>
      <TextField className="field" value={album} onChange={setAlbum} maxLength={MAX_LENGTH}>
        <Label>{strings.downloads.album}</Label>
        <Input className="input" />
      </TextField>
      <div className="confirmation-verbs">
        <Button className="button" onPress={onClose}>
          {strings.common.cancel}
        </Button>
        <Button type="submit" className="button button-accent" isDisabled={title.trim() === ''}>
          {download.phase === 'waiting' ? strings.downloads.goOn : strings.downloads.save}
        </Button>
      </div>
    </form>
  )
}

function textOrNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim()
}
