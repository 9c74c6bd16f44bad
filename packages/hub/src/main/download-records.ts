import { DOWNLOAD_SHELF, DOWNLOADS } from '#domain'
import type { RunningEngine, Store } from '#engine'
import type { DownloadRecords } from '#jobs/downloads'

/** What is kept of downloads, for the job that works on them. */
export function downloadRecords(
  engine: Pick<RunningEngine, 'state' | 'tell'>,
  store: Pick<Store, 'snapshot'>,
): DownloadRecords {
  return {
    one: (householdId, downloadId) => engine.state(householdId, DOWNLOADS, downloadId),
    open: async (householdId) => (await engine.state(householdId, DOWNLOAD_SHELF, null)).open,
    async seenBy({ householdId, userId }) {
      const { states } = await store.snapshot(householdId, userId, ['downloads'])
      return states.flatMap(({ state }) => (state.family === 'downloads' ? state.downloads : []))
    },
    async tell(householdId, news) {
      const download = await engine.state(householdId, DOWNLOADS, news.downloadId)
      return download && engine.tell(householdId, download.by, news)
    },
  }
}
