import { brokerContract, ownTopic, storeAway, type TakenMessage } from '@baton/testing/contracts/broker'
import { machineChance, machineClock } from '#main'
import { embeddedBroker } from './embedded-broker.ts'

brokerContract({
  name: 'inside the hub',
  async open() {
    const passwords = new Map<string, string>()
    const connections = new Map<string, string>()
    const taken: TakenMessage[] = []
    let isAway = false
    const broker = await embeddedBroker({
      clock: machineClock(),
      chance: machineChance(),
      onFailure: () => {},
    })
    broker.start({
      admit: async (name, password) => passwords.get(name) === password,
      came: ({ name, connectionId }) => void connections.set(name, connectionId),
      went: () => {},
      mayPublish: (name, topic) => topic === ownTopic(name, 'status'),
      maySubscribe: (name, filter) => filter === ownTopic(name, 'command'),
      async take(_client, topic, payload) {
        if (isAway) throw storeAway()
        taken.push({ topic, text: Buffer.from(payload).toString() })
      },
    })
    await broker.listen('127.0.0.1', 0)
    return {
      broker,
      url: `mqtt://127.0.0.1:${broker.port}`,
      taken,
      async permit(name, password) {
        if (password === null) passwords.delete(name)
        else passwords.set(name, password)
        broker.end(connections.get(name) ?? '')
      },
      async withoutStore(work) {
        isAway = true
        await work()
        isAway = false
      },
      [Symbol.asyncDispose]: () => broker[Symbol.asyncDispose](),
    }
  },
})
