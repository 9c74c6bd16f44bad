import { type ArtworkWords, type BatonFailure, isFailure, randomId } from '@baton/client'
import { useEffect, useRef, useState } from 'react'
import { Dialog, Heading } from 'react-aria-components/Dialog'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import { useHub } from '../hub/use-hub.ts'
import { failureText } from '../strings/choose-failure-text.ts'
import { strings } from '../strings/strings.ts'
import { notify } from '../ui/notices.ts'
import { ArtworkWordsForm } from './artwork-words-form.tsx'
import type { PickedPicture } from './picked-picture.ts'
import { PixelPicture } from './pixel-picture.tsx'

/** Shows a picture that was picked, asks what stands beside it, and sends it. */
export function PutInArtwork(props: { readonly picture: PickedPicture; readonly onClose: () => void }) {
  const { picture, onClose } = props
  return (
    <ModalOverlay className="overlay" isDismissable isOpen onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Modal className="sheet">
        <Dialog className="dialog">
          <div className="dialog-head">
            <Heading slot="title">{strings.artwork.putInTitle}</Heading>
          </div>
          <Sending key={picture.url} picture={picture} onClose={onClose} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

function Sending({ picture, onClose }: { readonly picture: PickedPicture; readonly onClose: () => void }) {
  const { hub } = useHub()
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<BatonFailure | null>(null)
  const [id] = useState(() => randomId())
  const stop = useRef(new AbortController())
  const { width, height, name, file, url } = picture
  const words = { title: name, description: '', hashtags: [], visibility: 'public' } as const
  // Whichever way somebody leaves, what they left is not put in.
  useEffect(() => {
    const here = new AbortController()
    stop.current = here
    return () => here.abort()
  }, [])
  const send = async (said: ArtworkWords) => {
    setBusy(true)
    setFailure(null)
    const { signal } = stop.current
    try {
      const { title } = await hub.artwork.upload(file, said, { commandId: id, signal })
      if (signal.aborted) return
      notify(strings.artwork.putIn(title))
      onClose()
    } catch (error) {
      if (!isFailure(error)) throw error
      if (!signal.aborted) setFailure(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <ArtworkWordsForm
      words={words}
      verb={strings.artwork.send}
      isBusy={isBusy}
      onSave={(said) => void send(said)}
      onClose={onClose}
    >
      <PixelPicture
        src={url}
        alt={strings.artwork.preview}
        width={width}
        height={height}
        className="artwork-preview"
      />
      <p className="quiet artwork-facts">{strings.artwork.size(width, height)}</p>
      {isBusy && <progress className="artwork-sending" aria-label={strings.artwork.sending} />}
      {failure && (
        <p className="form-failure" role="alert">
          {failureText(failure)}
        </p>
      )}
    </ArtworkWordsForm>
  )
}
