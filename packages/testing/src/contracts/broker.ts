import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import type { Broker } from '@baton/hub/engine'
import { BatonError } from '@baton/protocol'
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt'
import { until } from '../worlds/hub-process-world.ts'

/** What came to the hub. */
export interface TakenMessage {
  readonly topic: string
  readonly text: string
}

/** A broker, and the hub as it asks or tells it. Everybody says something at `status`, and hears at `command`. */
export interface BrokerWorld extends AsyncDisposable {
  readonly broker: Broker
  /** Where displays come. */
  readonly url: string
  readonly taken: readonly TakenMessage[]
  /** Whoever has this name may come in by that password, and by no other; null: by none any more. */
  permit(name: string, password: string | null): Promise<void>
  /** Whatever comes while this runs cannot be taken: the store is away. */
  withoutStore(work: () => Promise<void>): Promise<void>
}

export const ownTopic = (name: string, rest: string) => `makapix/player/${name}/${rest}`

/** What the hub's own broker and one beside it promise alike. */
export function brokerContract({
  name: of,
  open,
}: {
  readonly name: string
  open(): Promise<BrokerWorld>
}): void {
  describe(`a broker: ${of}`, () => {
    test('[MQ30] lets in whom the hub knows, by the password that holds now', async () => {
      await using world = await open()
      const name = await somebody(world, 'first')
      await assert.rejects(come(world, name, 'wrong'), /Not authorized/)
      await assert.rejects(come(world, randomUUID(), 'first'), /Not authorized/)
      const former = await come(world, name, 'first')
      const cut = closed(former)
      await world.permit(name, 'second')
      await cut
      await assert.rejects(come(world, name, 'first'), /Not authorized/)
      const newer = await come(world, name, 'second')
      const over = closed(newer)
      await world.permit(name, null)
      await over
      await assert.rejects(come(world, name, 'second'), /Not authorized/)
    })

    test('[MQ30] hands on what somebody says where it may, in order, and drops the rest', async () => {
      await using world = await open()
      const [one, two] = [await somebody(world, 'a'), await somebody(world, 'b')]
      const client = await come(world, one, 'a')
      const numbers = Array.from({ length: 50 }, (_, n) => String(n))
      await Promise.all(
        numbers.flatMap((text) => [
          client.publishAsync(ownTopic(one, 'status'), text, { qos: 1 }),
          client.publishAsync(ownTopic(two, 'status'), text, { qos: 1, retain: true }),
        ]),
      )
      await until('all has come', async () => world.taken.length >= numbers.length)
      assert.deepEqual(
        world.taken,
        numbers.map((text) => ({ topic: ownTopic(one, 'status'), text })),
      )
      assert.equal(client.connected, true)
      await client.endAsync(true)
    })

    test('[MQ30] hands to each what the hub says to it, and nothing else', async () => {
      await using world = await open()
      const [one, two] = [await somebody(world, 'a'), await somebody(world, 'b')]
      const [first, second] = [await come(world, one, 'a'), await come(world, two, 'b')]
      const heard: string[] = []
      for (const client of [first, second])
        client.on('message', (topic, payload) => heard.push(`${topic} ${payload}`))
      assert.equal(await granted(first, ownTopic(one, 'command')), 1)
      assert.equal(await granted(second, ownTopic(two, 'command')), 1)
      for (const filter of [ownTopic(one, 'command'), ownTopic('+', 'command'), '#', '$share/a/#'])
        assert.equal(await granted(second, filter), 128, filter)
      assert.equal(world.broker.publish(one, ownTopic(one, 'command'), '1'), true)
      assert.equal(world.broker.publish(two, ownTopic(two, 'command'), '2'), true)
      await until('both have heard', async () => heard.length >= 2)
      assert.deepEqual(
        heard.toSorted(),
        [`${ownTopic(one, 'command')} 1`, `${ownTopic(two, 'command')} 2`].toSorted(),
      )
      await Promise.all([first, second].map((client) => client.endAsync(true)))
    })

    test('[MQ30] puts the newer connection of somebody in the place of the former', async () => {
      await using world = await open()
      const name = await somebody(world, 'a')
      const other = await somebody(world, 'b')
      const former = await come(world, name, 'a', { clientId: 'one' })
      const over = closed(former)
      const foreign = await come(world, other, 'b', { clientId: name })
      assert.equal(former.connected, true, 'what somebody calls itself takes nobody else’s place')
      const newer = await come(world, name, 'a', { clientId: 'two' })
      await over
      for (const client of [foreign, newer]) await client.endAsync(true)
    })

    test('[MQ31] loses nothing that it acknowledged while the store was away, and changes no order', async () => {
      await using world = await open()
      const name = await somebody(world, 'a')
      // Where the connection ends the library waits for the next one.
      const isAcknowledged = (client: MqttClient) =>
        Promise.race([
          Promise.all(
            ['kept', 'kept too'].map((text) =>
              client.publishAsync(ownTopic(name, 'status'), text, { qos: 1 }),
            ),
          ).then(
            () => true,
            () => false,
          ),
          closed(client).then(() => false),
        ])
      let isKept = false
      await world.withoutStore(async () => {
        const client = await come(world, name, 'a')
        isKept = await isAcknowledged(client)
        client.end(true)
      })
      if (!isKept) {
        const again = await come(world, name, 'a')
        assert.equal(await isAcknowledged(again), true)
        again.end(true)
      }
      await until('both are taken', async () => world.taken.some(({ text }) => text === 'kept too'))
      const own = world.taken.filter(({ topic }) => topic === ownTopic(name, 'status'))
      assert.deepEqual(
        own.map(({ text }) => text),
        ['kept', 'kept too'],
      )
    })
  })
}

/** What a hub rejects with whose store is away. */
export function storeAway(): BatonError {
  return new BatonError('store.unavailable')
}

async function somebody(world: BrokerWorld, password: string): Promise<string> {
  const name = randomUUID()
  await world.permit(name, password)
  return name
}

function come(
  { url }: BrokerWorld,
  username: string,
  password: string,
  options: IClientOptions = {},
): Promise<MqttClient> {
  return connectAsync(url, { username, password, protocolVersion: 4, reconnectPeriod: 0, ...options }).then(
    (client) => client.on('error', () => {}),
  )
}

function closed(client: MqttClient): Promise<void> {
  return new Promise((resolve) => client.once('close', () => resolve()))
}

/** The code that the broker answers with. */
function granted(client: MqttClient, filter: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    client.subscribe(filter, { qos: 1 }, (_error, _grants, packet) => {
      const [code] = (packet?.granted ?? []) as readonly number[]
      resolve(code)
    })
  })
}
