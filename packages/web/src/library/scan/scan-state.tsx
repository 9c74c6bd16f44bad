import { ProgressBar } from 'react-aria-components/ProgressBar'
import { addressOf } from '../../navigation/places.ts'
import { strings } from '../../strings/strings.ts'
import { lengthText } from '../../strings/time-text.ts'
import { isScanning, type Scan, scanTitle, useScan } from './use-scan.ts'

/** The library's scan while it runs, or how it failed; nothing otherwise. */
export function ScanState() {
  const scan = useScan()
  return scan && hasNews(scan) ? <Progress scan={scan} /> : null
}

/** The same on every page, as the way to the page that has all of it. */
export function ScanLink() {
  const scan = useScan()
  if (!scan || !hasNews(scan)) return null
  return (
    <a
      className="nav-scan"
      href={addressOf({ page: 'scan' })}
      aria-label={`${scanTitle(scan)}: ${strings.settings.toScan}`}
    >
      <Progress scan={scan} />
    </a>
  )
}

function hasNews(scan: Scan): boolean {
  return isScanning(scan) || scan.phase === 'failed'
}

function Progress({ scan }: { readonly scan: Scan }) {
  const handled = scan.read + scan.unchanged + scan.failed
  const isCounting = scan.total === null
  return (
    <ProgressBar
      className="scan"
      aria-label={strings.scan.label}
      isIndeterminate={isCounting}
      value={handled}
      maxValue={Math.max(1, scan.total ?? 1)}
    >
      {({ percentage }) => (
        <>
          <span className="scan-title">{scanTitle(scan)}</span>
          <span className="scan-track" data-moving={isCounting || undefined}>
            <span style={{ inlineSize: `${isCounting ? 30 : (percentage ?? 0)}%` }} />
          </span>
          <span className="scan-sub">{facts(scan).join(' · ')}</span>
        </>
      )}
    </ProgressBar>
  )
}

function facts(scan: Scan): readonly string[] {
  const handled = scan.read + scan.unchanged + scan.failed
  const parts = [strings.scan.count(scan.total === null ? scan.seen : handled, scan.total)]
  if (scan.filesPerSecond >= 1) parts.push(strings.scan.speed(Math.round(scan.filesPerSecond)))
  if (scan.etaMs !== null && scan.etaMs > 2_000) parts.push(strings.scan.left(lengthText(scan.etaMs)))
  return parts
}
