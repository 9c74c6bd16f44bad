import { Dialog, Heading } from 'react-aria-components/Dialog'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import { strings } from '../strings/strings.ts'
import { Button } from './button.tsx'

/** Asks once more before something that cannot be undone. */
export function Confirmation(props: {
  readonly isOpen: boolean
  readonly title: string
  readonly text: string
  readonly verb: string
  readonly onConfirm: () => void
  readonly onClose: () => void
}) {
  return (
    <ModalOverlay
      className="overlay"
      isDismissable
      isOpen={props.isOpen}
      onOpenChange={(open) => !open && props.onClose()}
    >
      <Modal className="sheet">
        <Dialog className="dialog confirmation" role="alertdialog">
          <Heading slot="title">{props.title}</Heading>
          <p>{props.text}</p>
          <div className="confirmation-verbs">
            <Button className="button" autoFocus onPress={props.onClose}>
              {strings.common.cancel}
            </Button>
            <Button className="button button-bad" onPress={props.onConfirm}>
              {props.verb}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
