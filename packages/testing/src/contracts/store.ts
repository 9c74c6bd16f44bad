import { after, before, describe } from 'node:test'
import { deviceRules } from './store/devices.ts'
import { killedRules } from './store/killed.ts'
import { playlistRules } from './store/playlists.ts'
import { queueRules } from './store/queues.ts'
import { readingRules } from './store/reading.ts'
import { timerRules } from './store/timers.ts'
import { transactionRules } from './store/transactions.ts'
import type { OpenedStore, OpenStore } from './store/world.ts'

export type { OpenedStore, OpenStore } from './store/world.ts'

/** What every store promises to the engine: rules K1 to K23 of docs/protocol/store.md. */
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
    readingRules(present)
    timerRules(present)
    deviceRules(present)
    killedRules(present)
  })
}
