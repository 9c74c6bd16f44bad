import type { DownloadPhase, DownloadProgress, DownloadStep, DownloadView } from '../../download/download.ts'

/** How far a download is, as programs of a music box are told. Their task is our download. */
export interface BoxDownloadStatus {
  readonly task_id: string
  readonly status: 'pending' | 'downloading' | 'processing' | 'completed' | 'error'
  /** From 0 to 100: of its bytes, and all of them as long as it is being processed. */
  readonly progress_percent: number
  readonly current_step: string
  /** In milliseconds, until the bytes are there; null: nobody knows. */
  readonly estimated_time_remaining: number | null
}

const STATUS: Readonly<Record<DownloadPhase, BoxDownloadStatus['status']>> = {
  pending: 'pending',
  downloading: 'downloading',
  waiting: 'processing',
  processing: 'processing',
  completed: 'completed',
  failed: 'error',
}
const STEPS: Readonly<Record<DownloadStep, string>> = {
  resolving: 'Looking at the address',
  fetching: 'Downloading',
  converting: 'Converting audio format',
  checking: 'Adding to the library',
}
const PHASES: Readonly<Record<DownloadPhase, string>> = {
  pending: 'Waiting for its turn',
  downloading: STEPS.resolving,
  waiting: 'Waiting until its title was checked',
  processing: STEPS.checking,
  completed: 'Completed',
  failed: 'Failed',
}

export function boxDownloadStatus(
  { downloadId, phase }: Pick<DownloadView, 'downloadId' | 'phase'>,
  progress: Omit<DownloadProgress, 'downloadId'> | null,
): BoxDownloadStatus {
  const isRunning = phase === 'downloading' || phase === 'processing'
  const status = STATUS[phase]
  const fetched = phase === 'downloading' ? (progress?.percent ?? 0) : 0
  return {
    task_id: downloadId,
    status,
    progress_percent: status === 'processing' || status === 'completed' ? 100 : fetched,
    current_step: isRunning && progress ? STEPS[progress.step] : PHASES[phase],
    estimated_time_remaining: phase === 'downloading' ? (progress?.remainingMs ?? null) : null,
  }
}
