import type { UnknownTag } from '@baton/protocol'
import { Nfc } from 'lucide-react'
import { askHub } from '../hub/ask.ts'
import { useHub } from '../hub/use-hub.ts'
import { linkingTag } from '../navigation/open-panels.ts'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'

/** On every screen of the household: whoever sees it first may say what the tag plays. */
export function UnknownTagBanner({ unknownTag: { tagId } }: { readonly unknownTag: UnknownTag }) {
  const connected = useHub()
  return (
    <div className="strip" role="status">
      <Nfc aria-hidden />
      <p>
        <strong>{strings.tags.unknown}</strong>
        <span>{strings.tags.unnamed(tagId)}</span>
      </p>
      <Button className="button" onPress={() => void askHub(connected, { type: 'tag.dismiss', tagId })}>
        {strings.tags.dismiss}
      </Button>
      <Button className="button button-accent" onPress={() => linkingTag.set({ tagId })}>
        {strings.tags.linkIt}
      </Button>
    </div>
  )
}
