import {
  isOpenLinking,
  type LinkingId,
  type PlaylistId,
  TagId,
  type TagLinking,
  type TagTarget,
} from '@baton/protocol'
import { type FormEvent, useCallback, useEffect, useRef, useState } from 'react'
import { Dialog, Heading } from 'react-aria-components/Dialog'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import { Input, Label, Text, TextField } from 'react-aria-components/TextField'
import { askHub } from '../hub/ask.ts'
import { useFollowed, useHub, useStore } from '../hub/use-hub.ts'
import { linkingTag } from '../navigation/open-panels.ts'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { Select } from '../ui/select.tsx'
import { ReadingPhone } from './reading-phone.tsx'
import { targetTitle } from './tag-names.ts'
import { useSecondsLeft } from './use-seconds-left.ts'

const NONE = [] as const

/** Waits for a tag that is to play something; or asks what a tag that was seen is to play. */
export function LinkTag() {
  const what = useStore(linkingTag)
  const close = () => linkingTag.set(null)
  return (
    <ModalOverlay
      className="overlay"
      isDismissable
      isOpen={what !== null}
      onOpenChange={(isOpen) => !isOpen && close()}
    >
      <Modal className="sheet">
        {what !== null && (
          <Dialog className="dialog">
            <div className="dialog-head">
              <Heading slot="title">
                {'target' in what ? strings.tags.linkOf(what.title) : strings.tags.link}
              </Heading>
            </div>
            {'target' in what ? (
              <Linking target={what.target} onDone={close} />
            ) : (
              <ChooseFor tagId={what.tagId} onDone={close} />
            )}
          </Dialog>
        )}
      </Modal>
    </ModalOverlay>
  )
}

/** The wait is the household's: it begins when this opens, ends when this closes, and is seen everywhere. */
function Linking({ target, onDone }: { readonly target: TagTarget; readonly onDone: () => void }) {
  const connected = useHub()
  const [linkingId, setLinkingId] = useState<LinkingId | null>(null)
  const linking = useFollowed((state) => state.linkings?.find((one) => one.linkingId === linkingId) ?? null)
  const started = useRef<Promise<LinkingId | null>>(Promise.resolve(null))
  const start = useCallback(() => {
    started.current = askHub(connected, { type: 'tag.start-linking', target }).then((outcome) => {
      const id = outcome?.receipt.result.linkingId ?? null
      setLinkingId(id)
      // Why not was said beside the dialog.
      if (id === null) linkingTag.set(null)
      return id
    })
  }, [connected, target])
  useEffect(() => {
    start()
    return () => {
      void started.current.then((id) => {
        const present = connected.following.state.get().linkings?.find((one) => one.linkingId === id)
        // What has ended by itself needs no end.
        if (id && (!present || isOpenLinking(present)))
          void askHub(connected, { type: 'tag.stop-linking', linkingId: id })
      })
    }
  }, [connected, start])
  const phase = linking?.phase ?? 'listening'
  return (
    <div className="form link-tag" data-phase={phase}>
      <div role="status" className="link-state">
        <PhaseText linking={linking} />
      </div>
      {linking?.phase === 'listening' && <TimeLeft linking={linking} />}
      {(phase === 'listening' || phase === 'duplicate') && <TypedNumber />}
      {phase === 'listening' && <ReadingPhone />}
      <div className="confirmation-verbs">
        <Button className="button" onPress={onDone}>
          {phase === 'success' ? strings.tags.done : strings.common.cancel}
        </Button>
        {phase === 'duplicate' && linking?.tagId && (
          <Button
            className="button button-accent"
            onPress={() => {
              const { tagId } = linking
              if (tagId) void askHub(connected, { type: 'tag.bind', tagId, target, override: true })
            }}
          >
            {strings.tags.override}
          </Button>
        )}
        {(phase === 'stopped' || phase === 'timeout' || phase === 'error') && (
          <Button className="button button-accent" onPress={start}>
            {strings.tags.again}
          </Button>
        )}
      </div>
    </div>
  )
}

function PhaseText({ linking }: { readonly linking: TagLinking | null }) {
  const playlists = useFollowed((state) => state.playlists)
  const tags = useFollowed((state) => state.tags) ?? NONE
  const phase = linking?.phase ?? 'listening'
  if (phase !== 'duplicate' || !linking?.conflict) {
    const text = strings.tags.phases[phase === 'duplicate' ? 'listening' : phase]
    return <p>{text}</p>
  }
  const tag = tags.find(({ tagId }) => tagId === linking.tagId)
  return <p>{strings.tags.phases.duplicate(targetTitle(linking.conflict, playlists, tag?.title))}</p>
}

/** Told to eyes only: a screen reader would be told it every second. */
function TimeLeft({ linking }: { readonly linking: TagLinking }) {
  const left = useSecondsLeft(linking.timeoutAt)
  return (
    <p className="quiet" aria-hidden="true">
      {strings.tags.left(left)}
    </p>
  )
}

function TypedNumber() {
  const connected = useHub()
  const [typed, setTyped] = useState('')
  const read = TagId.safeParse(typed)
  const take = (event: FormEvent) => {
    event.preventDefault()
    if (!read.success) return
    setTyped('')
    void askHub(connected, { type: 'tag.scan', tagId: read.data })
  }
  return (
    <form className="tag-number" onSubmit={take}>
      <TextField className="field" value={typed} onChange={setTyped} maxLength={120}>
        <Label>{strings.tags.number}</Label>
        <Input className="input" autoComplete="off" />
        <Text slot="description" className="quiet">
          {strings.tags.numberHint}
        </Text>
      </TextField>
      <Button type="submit" className="button" isDisabled={!read.success}>
        {strings.tags.take}
      </Button>
    </form>
  )
}

function ChooseFor({ tagId, onDone }: { readonly tagId: TagId; readonly onDone: () => void }) {
  const connected = useHub()
  const playlists = useFollowed((state) => state.playlists) ?? NONE
  const [chosen, setChosen] = useState('')
  const link = async () => {
    const target = { playlistId: chosen as PlaylistId }
    if (await askHub(connected, { type: 'tag.bind', tagId, target })) onDone()
  }
  return (
    <div className="form link-tag">
      <p>{strings.tags.unnamed(tagId)}</p>
      <Select
        label={strings.tags.what}
        value={chosen}
        options={[
          ['', strings.tags.choose],
          ...playlists.map((list) => [list.playlistId, list.title] as const),
        ]}
        onChange={setChosen}
      />
      <div className="confirmation-verbs">
        <Button className="button" onPress={onDone}>
          {strings.common.cancel}
        </Button>
        <Button className="button button-accent" isDisabled={chosen === ''} onPress={() => void link()}>
          {strings.tags.linkIt}
        </Button>
      </div>
    </div>
  )
}
