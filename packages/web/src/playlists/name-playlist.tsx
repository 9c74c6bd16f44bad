import { MAX_DESCRIPTION_LENGTH, type PlaylistView } from '@baton/protocol'
import { type FormEvent, useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { Dialog, Heading } from 'react-aria-components/Dialog'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import { Label, TextArea, TextField } from 'react-aria-components/TextField'
import { askHub } from '../hub/ask.ts'
import type { ConnectedHub } from '../hub/connected-hub.ts'
import { useHub, useStore } from '../hub/use-hub.ts'
import { naming } from '../navigation/open-panels.ts'
import { go } from '../navigation/use-place.ts'
import { strings } from '../strings/strings.ts'
import { notify } from '../ui/notices.ts'
import { tellOfCover } from './playlist-edits.ts'
import { TitleField, WhoSees } from './playlist-fields.tsx'
import { coverOfWanted, PlaylistPicture, type WantedPicture } from './playlist-picture.tsx'

type What = PlaylistView | 'new' | 'queue'
type Named = Pick<PlaylistView, 'title' | 'description' | 'visibility'>

/** Gives a playlist its name, description and readers: a new one, one that is there, or the queue as one. */
export function NamePlaylist() {
  const what = useStore(naming)
  return (
    <ModalOverlay
      className="overlay"
      isDismissable
      isOpen={what !== null}
      onOpenChange={(isOpen) => !isOpen && naming.set(null)}
    >
      <Modal className="sheet">
        {what !== null && (
          <Dialog className="dialog">
            <div className="dialog-head">
              <Heading slot="title">{titleOf(what)}</Heading>
            </div>
            <NameForm what={what} />
          </Dialog>
        )}
      </Modal>
    </ModalOverlay>
  )
}

function NameForm({ what }: { readonly what: What }) {
  const connected = useHub()
  const me = useStore(connected.hub.me)
  const [named, setNamed] = useState<Named>(() => namedOf(what))
  const [picture, setPicture] = useState<WantedPicture>(null)
  const isOwner = typeof what === 'string' || what.ownerId === me?.userId
  const save = async (event: FormEvent) => {
    event.preventDefault()
    const title = named.title.trim()
    if (title !== '' && (await saved(connected, what, { ...named, title }, picture))) naming.set(null)
  }
  return (
    <form className="form name-playlist" onSubmit={(event) => void save(event)}>
      <TitleField title={named.title} onChange={(title) => setNamed({ ...named, title })} isSelected />
      <TextField
        className="field"
        value={named.description}
        onChange={(description) => setNamed({ ...named, description })}
        maxLength={MAX_DESCRIPTION_LENGTH}
      >
        <Label>{strings.playlists.description}</Label>
        <TextArea className="input" rows={2} />
      </TextField>
      {typeof what === 'object' && me?.roles.includes('listener') === false && (
        <PlaylistPicture playlist={what} wanted={picture} onChange={setPicture} />
      )}
      {isOwner && (
        <WhoSees
          visibility={named.visibility}
          onChange={(visibility) => setNamed({ ...named, visibility })}
        />
      )}
      <div className="confirmation-verbs">
        <Button className="button" onPress={() => naming.set(null)}>
          {strings.common.cancel}
        </Button>
        <Button type="submit" className="button button-accent" isDisabled={named.title.trim() === ''}>
          {strings.playlists.save}
        </Button>
      </div>
    </form>
  )
}

async function saved(
  connected: ConnectedHub,
  what: What,
  named: Named,
  wanted: WantedPicture,
): Promise<boolean> {
  if (typeof what === 'object') {
    const { playlistId } = what
    const picture = await coverOfWanted(connected, wanted)
    if (picture === 'failed') return false
    const done = await askHub(connected, { type: 'playlist.change', playlistId, ...named, ...picture })
    if (done && picture.cover !== undefined) tellOfCover(connected, { ...what, title: named.title })
    return done !== null
  }
  const type = what === 'queue' ? 'playlist.save-queue' : 'playlist.create'
  const outcome = await askHub(connected, { type, ...named })
  const playlistId = outcome?.receipt.result.playlistId
  if (!playlistId) return false
  const open = () => go({ page: 'playlist', playlistId })
  if (what === 'new') open()
  else notify(strings.playlists.created(named.title), { label: strings.playlists.open, run: open })
  return true
}

function titleOf(what: What): string {
  if (what === 'new') return strings.playlists.newTitle
  return what === 'queue' ? strings.playlists.saveQueueTitle : strings.playlists.editOf(what.title)
}

function namedOf(what: What): Named {
  if (typeof what === 'object') {
    const { title, description, visibility } = what
    return { title, description, visibility }
  }
  const today = new Date().toLocaleDateString(strings.ago.language, { dateStyle: 'medium' })
  const title = what === 'queue' ? strings.playlists.queueName(today) : ''
  return { title, description: '', visibility: 'private' }
}
