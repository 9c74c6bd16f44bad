import { randomId } from '@baton/client'
import { FileInput } from 'lucide-react'
import { type ReactNode, useRef } from 'react'
import { importing } from '../navigation/open-panels.ts'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { useFileDrop } from '../ui/use-file-drop.ts'
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

/** Playlist files may be dropped anywhere on what is inside; the button does the same by the keyboard. */
export function ListDrop({ children }: { readonly children: ReactNode }) {
  const drop = useFileDrop(({ files }) => take(files))
  return (
    <div className="list-drop" {...drop}>
      {children}
    </div>
  )
}
