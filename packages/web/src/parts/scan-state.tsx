import { ProgressBar } from 'react-aria-components/ProgressBar'
import { isScanning, scanTitle, useScan } from '../house/scan.ts'
import { lengthText } from '../words/time-words.ts'
import { words } from '../words/words.ts'

/** The library's scan while it runs; nothing otherwise. */
export function ScanState() {
  const scan = useScan()
  if (!scan || !(isScanning(scan) || scan.phase === 'failed')) return null
  const handled = scan.read + scan.unchanged + scan.failed
  const isCounting = scan.total === null
  const title = scanTitle(scan)
  return (
    <ProgressBar
      className="scan"
      aria-label={words.scan.label}
      isIndeterminate={isCounting}
      value={handled}
      maxValue={Math.max(1, scan.total ?? 1)}
    >
      {({ percentage }) => (
        <>
          <span className="scan-title">{title}</span>
          <span className="scan-track" data-moving={isCounting || undefined}>
            <span style={{ inlineSize: `${isCounting ? 30 : (percentage ?? 0)}%` }} />
          </span>
          <span className="scan-sub">
            {words.scan.count(isCounting ? scan.seen : handled, scan.total)}
            {scan.etaMs !== null && scan.etaMs > 2_000 && ` · ${words.scan.left(lengthText(scan.etaMs))}`}
          </span>
        </>
      )}
    </ProgressBar>
  )
}
