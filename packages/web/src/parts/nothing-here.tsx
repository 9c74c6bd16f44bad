import { Music } from 'lucide-react'
import { isScanning, scanTitle, useScan } from '../house/scan.ts'
import { showFailure } from '../house/use-ask.ts'
import { useHouse } from '../house/use-house.ts'
import { words } from '../words/words.ts'
import { Button } from './button.tsx'
import { ScanState } from './scan-state.tsx'
import { Empty } from './states.tsx'

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
