import { BatonFailure } from '@baton/client'
import type { DownloadProgress, DownloadView } from '@baton/protocol'
import { failureText } from '../strings/choose-failure-text.ts'
import { strings } from '../strings/strings.ts'

/** What one row of the list says of a download. */
export interface DownloadRow {
  readonly name: string
  readonly text: string
  /** From 0 to 100; null: on its way, and nobody knows how far; missing: it is not on its way. */
  readonly percent?: number | null
}

export function downloadRow(download: DownloadView, progress: DownloadProgress | undefined): DownloadRow {
  const { phase, tags, url, failure, isDuplicate } = download
  const texts = strings.downloads
  const name = tags?.title ?? url.replace(/^https?:\/\/(www\.)?/, '')
  switch (phase) {
    case 'failed':
      return { name, text: failure ? failureText(new BatonFailure(failure)) : texts.failed }
    case 'completed':
      return { name, text: isDuplicate ? texts.duplicate : texts.completed }
    case 'pending':
    case 'waiting':
      return { name, text: texts[phase] }
    default:
      return { name, ...underWay(phase, progress) }
  }
}

function underWay(
  phase: 'downloading' | 'processing',
  progress: DownloadProgress | undefined,
): Pick<DownloadRow, 'text' | 'percent'> {
  const texts = strings.downloads
  if (phase === 'processing') {
    return { text: progress?.step === 'converting' ? texts.converting : texts.checking, percent: null }
  }
  if (progress?.step !== 'fetching') return { text: texts.resolving, percent: null }
  const { percent, remainingMs } = progress
  if (percent === null) return { text: texts.fetching, percent }
  const told = [texts.fetchingPercent(Math.floor(percent))]
  if (remainingMs) told.push(texts.remaining(Math.ceil(remainingMs / 1_000)))
  return { text: told.join(' · '), percent }
}
