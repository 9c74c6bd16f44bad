import type { FollowedState } from '@baton/client'
import type { ScanProgress } from '@baton/protocol'
import { useEffect, useState } from 'react'
import { useFollowed, useHub } from '../../hub/use-hub.ts'
import { strings } from '../../strings/strings.ts'

/** How the scan stands: as the hub says it while it runs, and as it stood when the page was opened until then. */
export type Scan = ScanProgress | NonNullable<FollowedState['scan']>

export function useScan(): Scan | null {
  const { hub } = useHub()
  const reported = useFollowed((state) => state.scan)
  const library = useFollowed((state) => state.library)
  const [read, setRead] = useState<Scan | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a library that changed may have done so at the end of its scan
  useEffect(() => {
    if (reported) return
    let isWanted = true
    hub.library.scan().then(
      ({ state }) => isWanted && setRead(state),
      // A hub that cannot answer shows its absence elsewhere.
      () => undefined,
    )
    return () => {
      isWanted = false
    }
  }, [hub, reported === null, library])
  return reported ?? read
}

export function isScanning(scan: Scan): boolean {
  return ['demo', 'walking', 'looking', 'reading'].includes(scan.phase)
}

export function scanTitle({ phase }: Scan): string {
  switch (phase) {
    case 'failed':
      return strings.scan.failed
    case 'reading':
      return strings.scan.reading
    case 'looking':
      return strings.scan.looking
    default:
      return strings.scan.demo
  }
}
