import { isFailure } from '@baton/client'
import type { LibraryFolderView } from '@baton/protocol'
import { FolderMinus, FolderOpen } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import { useHub, useIsOwner } from '../../hub/use-hub.ts'
import { useRead } from '../../hub/use-read.ts'
import { failureText } from '../../strings/choose-failure-text.ts'
import { strings } from '../../strings/strings.ts'
import { Button } from '../../ui/button.tsx'
import { Confirmation } from '../../ui/confirmation.tsx'
import { Failed, Waiting } from '../../ui/empty-failed-waiting.tsx'
import { notify } from '../../ui/notices.ts'

/** Where the music lies, and how to add and take away folders. Only the owner sees and changes that. */
export function MusicFolders() {
  const isOwner = useIsOwner()
  return (
    <section className="panel">
      <h2>{strings.folders.title}</h2>
      {isOwner ? <Folders /> : <p className="quiet">{strings.folders.ownerOnly}</p>}
    </section>
  )
}

function Folders() {
  const { library } = useHub().hub
  const [version, setVersion] = useState(0)
  const read = useRead(`folders ${version}`, () => library.folders())
  const readAgain = () => setVersion((before) => before + 1)
  return (
    <>
      <p className="quiet">{strings.folders.lead}</p>
      {read.phase === 'loading' && <Waiting shape="list" />}
      {read.phase === 'failed' && <Failed {...read} />}
      {read.phase === 'ready' && (
        <ul className="folders" aria-label={strings.folders.label}>
          {read.value.map((folder) => (
            <Folder key={folder.folderId} folder={folder} onRemoved={readAgain} />
          ))}
        </ul>
      )}
      {read.phase === 'ready' && read.value.length === 0 && <p>{strings.folders.none}</p>}
      <AddFolder onAdded={readAgain} />
    </>
  )
}

function Folder(props: { readonly folder: LibraryFolderView; readonly onRemoved: () => void }) {
  const { folder } = props
  const { library } = useHub().hub
  const [isLeaving, setLeaving] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const remove = async () => {
    setLeaving(false)
    try {
      await library.removeFolder(folder.folderId)
    } catch (error) {
      if (!isFailure(error)) throw error
      return setFailure(failureText(error))
    }
    notify(strings.folders.removed(folder.path))
    props.onRemoved()
  }
  return (
    <li className="folder">
      <FolderOpen aria-hidden />
      <span className="folder-text">
        <code dir="ltr">{folder.path}</code>
        <span className="quiet">
          {[
            strings.count.tracks(folder.trackCount),
            folder.origin === 'settings' && strings.folders.fromStart,
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
        {failure && (
          <span className="folder-failure" role="alert">
            {failure}
          </span>
        )}
      </span>
      {folder.origin === 'owner' && (
        <Button
          className="icon-button"
          aria-label={strings.folders.removeOf(folder.path)}
          onPress={() => setLeaving(true)}
        >
          <FolderMinus aria-hidden />
        </Button>
      )}
      <Confirmation
        isOpen={isLeaving}
        title={strings.folders.removeTitle}
        text={strings.folders.removeText(folder.path)}
        verb={strings.folders.remove}
        onConfirm={() => void remove()}
        onClose={() => setLeaving(false)}
      />
    </li>
  )
}

function AddFolder({ onAdded }: { readonly onAdded: () => void }) {
  const { library } = useHub().hub
  const [path, setPath] = useState('')
  const [failure, setFailure] = useState<string | null>(null)
  const id = useId()
  const add = async (event: FormEvent) => {
    event.preventDefault()
    setFailure(null)
    try {
      const folder = await library.addFolder(path.trim())
      notify(strings.folders.added(folder.path))
    } catch (error) {
      if (!isFailure(error)) throw error
      return setFailure(failureText(error))
    }
    setPath('')
    onAdded()
  }
  return (
    <form className="folder-form" onSubmit={(event) => void add(event)}>
      <label htmlFor={id}>{strings.folders.path}</label>
      <input
        id={id}
        className="input"
        dir="ltr"
        value={path}
        onChange={(event) => setPath(event.target.value)}
        maxLength={4_000}
        placeholder={strings.folders.pathHint}
        autoCapitalize="none"
        autoComplete="off"
        spellCheck="false"
        aria-invalid={failure !== null}
        aria-describedby={`${id}-failure`}
      />
      <Button type="submit" className="button" isDisabled={path.trim() === ''}>
        {strings.folders.add}
      </Button>
      <p id={`${id}-failure`} className="folder-failure" role="alert">
        {failure}
      </p>
    </form>
  )
}
