import { randomId } from '@baton/client'
import { FileInput } from 'lucide-react'
import { type ReactNode, useRef, useState } from 'react'
import { importing } from '../navigation/open-panels.ts'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { LIST_FILES } from './file-content.ts'

/** One after the other is shown and asked about. */
function take(files: Iterable<File>): void {
  importing.set([...importing.get(), ...Array.from(files, (file) => ({ id: randomId(), file }))])
}

/** Chooses playlist files of other programs. */
export function ImportButton() {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button className="button" onPress={() => input.current?.click()}>
        <FileInput aria-hidden /> {strings.playlists.import}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept={LIST_FILES}
        onChange={(event) => {
          take(event.target.files ?? [])
          event.target.value = ''
        }}
      />
    </>
  )
}

/** Playlist files may be dropped anywhere on what is inside. */
export function ListDrop({ children }: { readonly children: ReactNode }) {
  const [isOver, setOver] = useState(false)
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a way more; the button does the same by the keyboard
    <div
      className="list-drop"
      data-over={isOver || undefined}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false)
      }}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        take(event.dataTransfer.files)
      }}
    >
      {children}
    </div>
  )
}
