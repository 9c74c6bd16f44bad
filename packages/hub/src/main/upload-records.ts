import { UPLOAD_SHELF, UPLOADS } from '#domain'
import type { RunningEngine, Store } from '#engine'
import type { UploadRecords } from '#jobs/uploads'

/** What is kept of uploads, for the job that works on them. */
export function uploadRecords(
  engine: Pick<RunningEngine, 'state' | 'tell'>,
  store: Pick<Store, 'snapshot'>,
): UploadRecords {
  return {
    one: (householdId, uploadId) => engine.state(householdId, UPLOADS, uploadId),
    open: async (householdId) => (await engine.state(householdId, UPLOAD_SHELF, null)).open,
    async seenBy({ householdId, userId }) {
      const { states } = await store.snapshot(householdId, userId, ['uploads'])
      return states.flatMap(({ state }) => (state.family === 'uploads' ? state.uploads : []))
    },
    async tell(householdId, news) {
      const upload = await engine.state(householdId, UPLOADS, news.uploadId)
      return upload && engine.tell(householdId, upload.by, news)
    },
  }
}
