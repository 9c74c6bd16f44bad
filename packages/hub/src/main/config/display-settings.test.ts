import assert from 'node:assert/strict'
import { test } from 'node:test'
import { displayConfig } from './display-settings.ts'

const given = (flags: Readonly<Record<string, string>>) => displayConfig((flag) => flags[flag])

test('a hub is its own broker, unless there is one beside it', () => {
  assert.deepEqual(given({}), { mqttPort: 1883 })
  assert.deepEqual(given({ 'mqtt-port': 'off' }), {})
  const { mqttBroker, ...rest } = given({ 'mqtt-broker': 'mqtt://baton:x@10.0.0.9:1884', 'mqtt-port': 'off' })
  assert.deepEqual(rest, {})
  assert.equal(mqttBroker?.server.url, 'mqtt://baton:x@10.0.0.9:1884')
})

test('[MQ32] the hub hands displays on where it is said, else at the host of the broker and the port that displays are told', () => {
  const handedOn = (settings: Record<string, string>) => given(settings).mqttBroker?.forDisplays.url
  const broker = { 'mqtt-broker': 'mqtts://baton:x@[fd00::9]:8884' }
  assert.equal(handedOn(broker), 'mqtt://[fd00::9]:1883')
  assert.equal(handedOn({ ...broker, 'mqtt-address': 'mqtts://a.org' }), 'mqtts://[fd00::9]:8883')
  const behindAForward = { ...broker, 'mqtt-address': 'mqtt://a.org:31883' }
  assert.equal(
    handedOn({ ...behindAForward, 'mqtt-broker-displays': 'mqtt://inside:1883' }),
    'mqtt://inside:1883',
  )
  for (const wrong of ['inside', 'ws://inside', 'mqtt://a:b@inside'])
    assert.throws(() => given({ ...broker, 'mqtt-broker-displays': wrong }), /takes an address such as/)
  assert.throws(() => given({ 'mqtt-broker-displays': 'mqtt://inside' }), /of no use/)
})

test('[MQ32] displays find a broker beside the hub where it is said, else at its host, or where they find the hub', () => {
  const places = (broker: string, addresses?: string) => {
    const { mqttBroker } = given({ 'mqtt-broker': broker, ...(addresses && { 'mqtt-address': addresses }) })
    const { host, port, tlsPort, websocketUrl } = mqttBroker ?? {}
    return [host, port, tlsPort, websocketUrl]
  }
  assert.deepEqual(places('mqtt://10.0.0.9:1884'), ['10.0.0.9', 1883, null, null])
  for (const near of ['127.0.0.1', 'localhost', '[::1]'])
    assert.deepEqual(places(`mqtt://${near}:1884`), [null, 1883, null, null])
  assert.deepEqual(places('mqtt://127.0.0.1', 'mqtts://a.org, mqtt://a.org:1900,wss://a.org/mqtt'), [
    'a.org',
    1900,
    8883,
    'wss://a.org/mqtt',
  ])
  assert.deepEqual(places('mqtts://x', 'mqtts://[fd00::1]:9000'), ['fd00::1', null, 9000, null])
})
