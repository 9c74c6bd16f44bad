import { Music, SlidersHorizontal } from 'lucide-react'
import { showFailure } from '../../hub/ask.ts'
import { useHouse } from '../../hub/use-hub.ts'
import { words } from '../../strings/strings.ts'
import { Button } from '../../ui/button.tsx'
import { Empty } from '../../ui/empty-failed-waiting.tsx'
import { ScanState } from './scan-state.tsx'
import { isScanning, scanTitle, useScan } from './use-scan.ts'

/** A library without music: it is coming, or there is something to do about it. */
export function NoMusic() {
  const { hub } = useHouse()
  const scan = useScan()
  if (scan && isScanning(scan)) {
    return (
      <Empty title={scanTitle(scan)} text={words.library.comingText} icon={Music}>
        <ScanState />
      </Empty>
    )
  }
  return (
    <Empty title={words.library.nothingTitle} text={words.library.nothingText} icon={Music}>
      <Button
        className="button button-accent"
        onPress={() => void hub.library.startScan().catch(showFailure)}
      >
        {words.library.scanNow}
      </Button>
    </Empty>
  )
}

/** A list without entries: nothing fits the wishes, or there is no music at all. */
export function Nothing({ isFiltered }: { readonly isFiltered: boolean }) {
  if (!isFiltered) return <NoMusic />
  return (
    <Empty title={words.browse.noneLikeThis} text={words.browse.noneLikeThisText} icon={SlidersHorizontal} />
  )
}
