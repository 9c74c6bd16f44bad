import assert from 'node:assert/strict'
import { test } from 'node:test'
import { displayConfig } from './display-settings.ts'

const given = (flags: Readonly<Record<string, string>>) => displayConfig((flag) => flags[flag])
const HUB = 'baton:a-long-password'

test('a hub is its own broker, unless there is one beside it', () => {
  assert.deepEqual(given({}), { mqttPort: 1883 })
  assert.deepEqual(given({ 'mqtt-port': 'off' }), {})
  const { mqttBroker, ...rest } = given({ 'mqtt-broker': `mqtt://${HUB}@10.0.0.9:1884`, 'mqtt-port': 'off' })
  assert.deepEqual(rest, {})
  assert.equal(mqttBroker?.server.url, `mqtt://${HUB}@10.0.0.9:1884`)
})

test('[MQ32] the hub hands displays on where it is said, else at the host of the broker and the port that displays are told', () => {
  const handedOn = (settings: Record<string, string>) => given(settings).mqttBroker?.forDisplays.url
  const broker = { 'mqtt-broker': `mqtts://${HUB}@[fd00::9]:8884` }
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
  assert.deepEqual(places(`mqtt://${HUB}@10.0.0.9:1884`), ['10.0.0.9', 1883, null, null])
  for (const near of ['127.0.0.1', 'localhost', '[::1]'])
    assert.deepEqual(places(`mqtt://${HUB}@${near}:1884`), [null, 1883, null, null])
  assert.deepEqual(places(`mqtt://${HUB}@127.0.0.1`, 'mqtts://a.org, mqtt://a.org:1900,wss://a.org/mqtt'), [
    'a.org',
    1900,
    8883,
    'wss://a.org/mqtt',
  ])
  assert.deepEqual(places(`mqtts://${HUB}@x`, 'mqtts://[fd00::1]:9000'), ['fd00::1', null, 9000, null])
})

test('[MQ34] a hub comes to its broker by a password that cannot be guessed', () => {
  const refusal =
    /^--mqtt-broker needs a password of 12 characters or more: it guards the tokens of displays\.$/
  for (const [hub, message] of [
    ['', refusal],
    ['baton@', refusal],
    ['baton:@', refusal],
    ['baton:elevenchars@', refusal],
    // As it is written it has more of them.
    ['baton:%61%62%63%64@', refusal],
    ['baton:%%%%%%%%%%%%@', /^--mqtt-broker takes an address such as /],
  ] as const)
    assert.throws(() => given({ 'mqtt-broker': `mqtt://${hub}10.0.0.9` }), { message })
  assert.ok(given({ 'mqtt-broker': 'mqtt://baton:twelve-chars@10.0.0.9' }).mqttBroker)
})
