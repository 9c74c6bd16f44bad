import {
  isOpenLinking,
  type PlaylistId,
  TagPolicy as TagPolicies,
  type TagPolicy,
  type TagView,
} from '@baton/protocol'
import { Nfc, Pencil, Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Input, Label, TextField } from 'react-aria-components/TextField'
import { askHub, useAsk } from '../hub/ask.ts'
import { useFollowed, useHub } from '../hub/use-hub.ts'
import { LibraryTabs } from '../library/library-tabs.tsx'
import { linkingTag } from '../navigation/open-panels.ts'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { Empty, Waiting } from '../ui/empty-failed-waiting.tsx'
import { Page } from '../ui/page.tsx'
import { whole } from '../ui/paged.ts'
import { Select } from '../ui/select.tsx'
import { VirtualRows } from '../ui/virtual-list.tsx'
import { ReadingPhone } from './reading-phone.tsx'
import { removeWithUndo } from './tag-edits.ts'
import { tagName, targetTitle } from './tag-names.ts'

const NONE = [] as const
const MAX_LABEL = 120

export function TagsScreen() {
  const tags = useFollowed((state) => state.tags)
  return (
    <Page title={strings.tags.title}>
      <LibraryTabs here="tags" />
      <NewTag />
      <Waits />
      {!tags ? (
        <Waiting shape="list" />
      ) : tags.length === 0 ? (
        <Empty title={strings.tags.none} text={strings.tags.noneText} icon={Nfc} />
      ) : (
        <VirtualRows paged={whole(tags)} keyOf={(tag) => tag.tagId}>
          {(tag) => <Row tag={tag} />}
        </VirtualRows>
      )}
    </Page>
  )
}

function NewTag() {
  const playlists = useFollowed((state) => state.playlists) ?? NONE
  const [chosen, setChosen] = useState('')
  const link = () => {
    const title = playlists.find(({ playlistId }) => playlistId === chosen)?.title
    if (title !== undefined) linkingTag.set({ target: { playlistId: chosen as PlaylistId }, title })
  }
  return (
    <div className="tag-tools">
      <Select
        label={strings.tags.what}
        value={chosen}
        options={[
          ['', strings.tags.choose],
          ...playlists.map((list) => [list.playlistId, list.title] as const),
        ]}
        onChange={setChosen}
      />
      <Button className="button button-accent" isDisabled={chosen === ''} onPress={link}>
        <Nfc aria-hidden /> {strings.tags.link}
      </Button>
      <ReadingPhone />
    </div>
  )
}

/** What somebody waits for, on whatever screen. */
function Waits() {
  const connected = useHub()
  const playlists = useFollowed((state) => state.playlists)
  const open = useFollowed((state) => state.linkings?.find(isOpenLinking) ?? null)
  if (!open) return null
  const { linkingId, target } = open
  return (
    <div className="strip strip-away" role="status">
      <Nfc aria-hidden />
      <p>{strings.tags.waits(targetTitle(target, playlists))}</p>
      <Button
        className="button"
        onPress={() => void askHub(connected, { type: 'tag.stop-linking', linkingId })}
      >
        {strings.tags.stop}
      </Button>
    </div>
  )
}

function Row({ tag }: { readonly tag: TagView }) {
  const connected = useHub()
  const ask = useAsk()
  const playlists = useFollowed((state) => state.playlists)
  const [isRenaming, setRenaming] = useState(false)
  const { tagId, policy, target } = tag
  const name = tagName(tag)
  return (
    <div className="row tag-row">
      {isRenaming ? (
        <NameForm tag={tag} onDone={() => setRenaming(false)} />
      ) : (
        <span className="row-text">
          <span className="row-title" dir="auto">
            {name}
          </span>
          <span className="row-sub">{strings.tags.plays(targetTitle(target, playlists, tag.title))}</span>
        </span>
      )}
      <Select
        label={strings.tags.policyOf(name)}
        value={policy}
        options={TagPolicies.options.map((one) => [one, strings.tags.policies[one]])}
        onChange={(next) => void ask({ type: 'tag.change', tagId, policy: next as TagPolicy })}
      />
      <Button
        className="icon-button"
        aria-label={strings.tags.rename(name)}
        onPress={() => setRenaming(!isRenaming)}
      >
        <Pencil aria-hidden />
      </Button>
      <Button
        className="icon-button"
        aria-label={strings.tags.remove(name)}
        onPress={() => void removeWithUndo(connected, tag)}
      >
        <Trash2 aria-hidden />
      </Button>
    </div>
  )
}

function NameForm({ tag, onDone }: { readonly tag: TagView; readonly onDone: () => void }) {
  const ask = useAsk()
  const [name, setName] = useState(tag.label ?? '')
  const save = async (event: FormEvent) => {
    event.preventDefault()
    const label = name.trim() === '' ? null : name.trim()
    if (await ask({ type: 'tag.change', tagId: tag.tagId, label })) onDone()
  }
  return (
    <form className="rename" onSubmit={(event) => void save(event)}>
      <TextField className="field" value={name} onChange={setName} maxLength={MAX_LABEL} autoFocus>
        <Label className="visually-hidden">{strings.tags.name}</Label>
        <Input className="input" />
      </TextField>
      <Button type="submit" className="button button-accent">
        {strings.tags.save}
      </Button>
    </form>
  )
}
