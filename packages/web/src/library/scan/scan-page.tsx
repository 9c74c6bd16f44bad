import type { ScanDocument } from '@baton/client'
import { FileSearch, RefreshCw, Square } from 'lucide-react'
import { showFailure } from '../../hub/ask.ts'
import { useFollowed, useHub, useIsOwner } from '../../hub/use-hub.ts'
import { useRead } from '../../hub/use-read.ts'
import { strings } from '../../strings/strings.ts'
import { Button } from '../../ui/button.tsx'
import { Failed, Waiting } from '../../ui/empty-failed-waiting.tsx'
import { Page } from '../../ui/page.tsx'
import { MusicFolders } from './music-folders.tsx'
import { ScanState } from './scan-state.tsx'
import { isScanning, type Scan, useScan } from './use-scan.ts'

/** As many as one reads; a folder full of damaged files must not become a page of thousands. */
const MAX_SHOWN = 200

export function ScanScreen() {
  const { hub } = useHub()
  const scan = useScan()
  // What could not be read is read anew when a scan begins and when it ends.
  const condition = scan && isScanning(scan) ? 'running' : 'resting'
  const read = useRead(`scan:${condition}`, () => hub.library.scan())
  return (
    <Page title={strings.scan.title} className="settings" tools={<ScanButton scan={scan} />}>
      <section className="panel">
        <h2>{titleOf(scan)}</h2>
        <ScanState />
        {scan && <Numbers scan={scan} />}
        <LibraryCount />
        <ReadEverything scan={scan} />
      </section>
      <MusicFolders />
      {read.phase === 'loading' && <Waiting shape="list" />}
      {read.phase === 'failed' && <Failed failure={read.failure} again={read.again} />}
      {read.phase === 'ready' && <Problems problems={read.value.errors} />}
    </Page>
  )
}

/** Only the owner may start and stop a scan. */
export function ScanButton({ scan }: { readonly scan: Scan | null }) {
  const { hub } = useHub()
  const isOwner = useIsOwner()
  if (!isOwner) return null
  return scan && isScanning(scan) ? (
    <Button className="button" onPress={() => void hub.library.cancelScan().catch(showFailure)}>
      <Square aria-hidden /> {strings.scan.cancel}
    </Button>
  ) : (
    <Button className="button" onPress={() => void hub.library.startScan().catch(showFailure)}>
      <RefreshCw aria-hidden /> {strings.scan.start}
    </Button>
  )
}

/** For files that changed without anybody noticing, and for what a newer hub reads better. */
function ReadEverything({ scan }: { readonly scan: Scan | null }) {
  const { hub } = useHub()
  const isOwner = useIsOwner()
  if (!isOwner || (scan && isScanning(scan))) return null
  return (
    <>
      <p className="quiet">{strings.scan.everythingText}</p>
      <Button className="button" onPress={() => void hub.library.startScan('everything').catch(showFailure)}>
        <FileSearch aria-hidden /> {strings.scan.everything}
      </Button>
    </>
  )
}

function titleOf(scan: Scan | null): string {
  switch (scan?.phase) {
    case 'done':
      return strings.scan.doneTitle
    case 'cancelled':
      return strings.scan.cancelledTitle
    case 'failed':
      return strings.scan.failed
    case 'idle':
      return strings.scan.never
    default:
      return scan ? strings.scan.label : strings.scan.resting
  }
}

function Numbers({ scan }: { readonly scan: Scan }) {
  const rows: readonly (readonly [string, string])[] = [
    [strings.scan.seen, strings.count.number(scan.total ?? scan.seen)],
    [strings.scan.read, strings.count.number(scan.read)],
    [strings.scan.unchanged, strings.count.number(scan.unchanged)],
    [strings.scan.failedFiles, strings.count.number(scan.failed)],
  ]
  return (
    <dl className="numbers">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function LibraryCount() {
  const library = useFollowed((state) => state.library)
  if (!library) return null
  return (
    <p className="quiet">
      {strings.count.tracks(library.tracks)}, {strings.count.albums(library.albums)}
    </p>
  )
}

function Problems({ problems }: { readonly problems: ScanDocument['errors'] }) {
  const hidden = problems.length - MAX_SHOWN
  return (
    <section className="panel">
      <h2>{strings.scan.problemsTitle}</h2>
      {problems.length === 0 ? (
        <p className="quiet">{strings.scan.noProblems}</p>
      ) : (
        <>
          <p className="quiet">
            {strings.scan.problems(problems.length)}. {strings.scan.problemsText}
          </p>
          <ul className="problems">
            {problems.slice(0, MAX_SHOWN).map((problem) => (
              <li key={`${problem.folder}/${problem.path}`}>
                <code dir="ltr">{problem.path || problem.folder}</code>
                <span>{strings.problems[problem.code] ?? problem.message}</span>
                <span className="quiet">{problem.path !== '' && problem.folder}</span>
              </li>
            ))}
          </ul>
          {hidden > 0 && <p className="quiet">{strings.scan.moreProblems(hidden)}</p>}
        </>
      )}
    </section>
  )
}
