import { X } from 'lucide-react'
import { Button } from 'react-aria-components/Button'
import { Dialog, Heading } from 'react-aria-components/Dialog'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import { useStore } from '../../hub/use-hub.ts'
import { keyList } from '../../navigation/open-panels.ts'
import { words } from '../../strings/strings.ts'

export function KeyList() {
  return (
    <ModalOverlay className="overlay" isDismissable isOpen={useStore(keyList)} onOpenChange={keyList.set}>
      <Modal className="sheet">
        <Dialog className="dialog">
          <div className="dialog-head">
            <Heading slot="title">{words.keys.title}</Heading>
            <Button slot="close" className="icon-button" aria-label={words.common.close}>
              <X aria-hidden />
            </Button>
          </div>
          <dl className="keys">
            {words.keys.list.map(([key, meaning]) => (
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
