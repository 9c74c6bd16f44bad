import { X } from 'lucide-react'
import { Button } from 'react-aria-components/Button'
import { Dialog, Heading } from 'react-aria-components/Dialog'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import { useStore } from '../../hub/use-hub.ts'
import { shortcutList } from '../../navigation/open-panels.ts'
import { strings } from '../../strings/strings.ts'

export function ShortcutList() {
  return (
    <ModalOverlay
      className="overlay"
      isDismissable
      isOpen={useStore(shortcutList)}
      onOpenChange={shortcutList.set}
    >
      <Modal className="sheet">
        <Dialog className="dialog">
          <div className="dialog-head">
            <Heading slot="title">{strings.keys.title}</Heading>
            <Button slot="close" className="icon-button" aria-label={strings.common.close}>
              <X aria-hidden />
            </Button>
          </div>
          <dl className="keys">
            {strings.keys.list.map(([key, meaning]) => (
              <div key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{meaning}</dd>
              </div>
            ))}
          </dl>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
