import type { TagView } from '@baton/protocol'
import { askHub } from '../hub/ask.ts'
import type { ConnectedHub } from '../hub/connected-hub.ts'
import { strings } from '../strings/strings.ts'
import { notify } from '../ui/notices.ts'
import { tagName } from './tag-names.ts'

/** Undo links it again, with the name and the policy that it had. */
export async function removeWithUndo(connected: ConnectedHub, tag: TagView): Promise<void> {
  const { tagId, target, policy, label } = tag
  if (!(await askHub(connected, { type: 'tag.remove', tagId }))) return
  const back = { type: 'tag.bind', tagId, target, policy, ...(label && { label }) } as const
  notify(strings.tags.removed(tagName(tag)), {
    label: strings.toast.undo,
    run: () => void askHub(connected, back),
  })
}
