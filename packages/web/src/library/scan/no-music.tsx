import { Music, SlidersHorizontal } from 'lucide-react'
import { showFailure } from '../../hub/ask.ts'
import { useHub } from '../../hub/use-hub.ts'
import { strings } from '../../strings/strings.ts'
import { Button } from '../../ui/button.tsx'
import { Empty } from '../../ui/empty-failed-waiting.tsx'
import { ScanState } from './scan-state.tsx'
import { isScanning, scanTitle, useScan } from './use-scan.ts'

/** A library without music: it is coming, or there is something to do about it. */
export function NoMusic() {
  const { hub } = useHub()
  const scan = useScan()
  if (scan && isScanning(scan)) {
    return (
      <Empty title={scanTitle(scan)} text={strings.library.comingText} icon={Music}>
        <ScanState />
      </Empty>
    )
  }
  return (
    <Empty title={strings.library.nothingTitle} text={strings.library.nothingText} icon={Music}>
      <Button
        className="button button-accent"
        onPress={() => void hub.library.startScan().catch(showFailure)}
      >
        {strings.library.scanNow}
      </Button>
    </Empty>
  )
}

/** A list without entries: nothing fits the wishes, or there is no music at all. */
export function Nothing({ isFiltered }: { readonly isFiltered: boolean }) {
  if (!isFiltered) return <NoMusic />
  return (
    <Empty
      title={strings.browse.noneLikeThis}
      text={strings.browse.noneLikeThisText}
      icon={SlidersHorizontal}
    />
  )
}
