import { after, before, describe } from 'node:test'
import { calledAgentRules } from './called-agents.ts'
import { deviceHistoryRules } from './device-history.ts'
import { deviceRules } from './devices.ts'
import { downloadRules } from './downloads.ts'
import type { OpenedStore, OpenStore } from './fixtures.ts'
import { killedRules } from './killed.ts'
import { partitionRules } from './partitions.ts'
import { playlistRules } from './playlists.ts'
import { queueRules } from './queues.ts'
import { quietHoursRules } from './quiet-hours.ts'
import { readingRules } from './reading.ts'
import { tagRules } from './tags.ts'
import { timerRules } from './timers.ts'
import { transactionRules } from './transactions.ts'
import { uploadRules } from './uploads.ts'

export type { OpenedStore, OpenStore } from './fixtures.ts'

/** What every store promises to the engine: rules K1 to K23, K28, K29, K31 and K32 of docs/protocol/store.md. */
export function storeContract({ name, open }: { readonly name: string; readonly open: OpenStore }): void {
  describe(`store on ${name}`, () => {
    let opened: OpenedStore | null = null
    before(async () => {
      opened = await open()
    })
    after(() => opened?.[Symbol.asyncDispose]())
    const present = () => {
      if (!opened) throw new Error('The store is not open')
      return opened
    }
    transactionRules(present)
    queueRules(present)
    playlistRules(present)
    tagRules(present)
    quietHoursRules(present)
    readingRules(present)
    timerRules(present)
    deviceRules(present)
    uploadRules(present)
    deviceHistoryRules(present)
    calledAgentRules(present)
    downloadRules(present)
    partitionRules(present)
    killedRules(present)
  })
}
