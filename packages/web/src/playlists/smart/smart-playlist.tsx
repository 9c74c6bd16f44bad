import { type PlaylistView, type SmartRules, tellsListening } from '@baton/protocol'
import { type FormEvent, useState } from 'react'
import { Dialog, Heading } from 'react-aria-components/Dialog'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import { askHub } from '../../hub/ask.ts'
import { useHub, useStore } from '../../hub/use-hub.ts'
import { ruling } from '../../navigation/open-panels.ts'
import { go } from '../../navigation/use-place.ts'
import { strings } from '../../strings/strings.ts'
import { Button } from '../../ui/button.tsx'
import { TitleField, WhoSees } from '../playlist-fields.tsx'
import { draftOf, rulesIn } from './rules-draft.ts'
import { RulesForm } from './rules-form.tsx'
import { RulesPreview } from './rules-preview.tsx'
import { usePreview } from './use-preview.ts'

type What = PlaylistView | 'new'

/** The rules of a new smart playlist, or of one that is there, with what they come to. */
export function SmartPlaylist() {
  const what = useStore(ruling)
  // A press beside it must not throw away what was put together: Escape and the button close it.
  return (
    <ModalOverlay
      className="overlay"
      isOpen={what !== null}
      onOpenChange={(isOpen) => !isOpen && ruling.set(null)}
    >
      <Modal className="sheet sheet-wide">
        {what !== null && (
          <Dialog className="dialog">
            <div className="dialog-head">
              <Heading slot="title">
                {what === 'new' ? strings.smart.newTitle : strings.smart.rulesOf(what.title)}
              </Heading>
            </div>
            <SmartForm what={what} />
          </Dialog>
        )}
      </Modal>
    </ModalOverlay>
  )
}

function SmartForm({ what }: { readonly what: What }) {
  const connected = useHub()
  const playlist = what === 'new' ? null : what
  const [draft, setDraft] = useState(() => draftOf(playlist?.rules ?? null))
  const [title, setTitle] = useState('')
  const [visibility, setVisibility] = useState<PlaylistView['visibility']>(playlist?.visibility ?? 'private')
  const [isBusy, setBusy] = useState(false)
  const rules = rulesIn(draft)
  const preview = usePreview(rules, playlist?.playlistId)
  const tells = rules !== null && tellsListening(rules)
  const mustDisclose = tells && visibility === 'household'
  const isWhole = rules !== null && (playlist !== null || title.trim() !== '')
  const mayGo = isWhole && (!mustDisclose || draft.disclosed)

  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (isBusy || !mayGo || rules === null) return
    setBusy(true)
    const isDone = playlist
      ? await changed(playlist, rules)
      : await made({ title: title.trim(), rules, visibility })
    setBusy(false)
    if (isDone) ruling.set(null)
  }
  const changed = async ({ playlistId }: PlaylistView, next: SmartRules) =>
    (await askHub(connected, { type: 'playlist.change', playlistId, rules: next })) !== null
  const made = async (list: {
    readonly title: string
    readonly rules: SmartRules
    readonly visibility: PlaylistView['visibility']
  }) => {
    const outcome = await askHub(connected, { type: 'playlist.create', ...list })
    const playlistId = outcome?.receipt.result.playlistId
    if (playlistId) go({ page: 'playlist', playlistId })
    return playlistId !== undefined
  }

  return (
    <form className="form smart-form" onSubmit={(event) => void save(event)}>
      {what === 'new' && <TitleField title={title} onChange={setTitle} />}
      <RulesForm draft={draft} of={playlist?.playlistId} onChange={setDraft} />
      <RulesPreview preview={preview} />
      {what === 'new' && <WhoSees visibility={visibility} onChange={setVisibility} />}
      {tells && (mustDisclose || playlist !== null) && (
        <label className="smart-disclosed">
          <input
            type="checkbox"
            checked={draft.disclosed}
            onChange={(event) => setDraft({ ...draft, disclosed: event.target.checked })}
          />
          <span>
            <strong>{strings.smart.disclose}</strong>
            <span className="quiet">{strings.smart.discloseText}</span>
          </span>
        </label>
      )}
      <div className="confirmation-verbs">
        <Button className="button" onPress={() => ruling.set(null)}>
          {strings.common.cancel}
        </Button>
        <Button type="submit" className="button button-accent" isDisabled={!mayGo || isBusy}>
          {strings.playlists.save}
        </Button>
      </div>
    </form>
  )
}
