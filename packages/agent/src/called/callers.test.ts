import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeClock } from '@baton/testing/fakes/fake-clock'
import { callersOf } from './callers.ts'

test('[AG41] [AG42] the hub’s name is looked up, and networks may be named; everybody else is a stranger', async () => {
  const clock = new FakeClock()
  let addresses: readonly string[] = []
  let asked = 0
  const addressesOf = async () => {
    asked += 1
    return addresses
  }
  const callers = callersOf({ hub: 'http://hub.local:4040', networks: ['10.1.0.0/16'], clock, addressesOf })
  assert.equal(await callers.mayCall('192.168.1.20'), false)
  addresses = ['192.168.1.20', 'fd00::1']
  assert.equal(await callers.mayCall('192.168.1.20'), false)
  assert.equal(asked, 1, 'it is not asked for each stranger')
  await clock.advance(5_000)
  for (const one of ['192.168.1.20', '::ffff:192.168.1.20', 'fd00::1', '10.1.2.3']) {
    assert.equal(await callers.mayCall(one), true, one)
  }
  for (const one of ['192.168.1.21', '10.2.0.1', '::1', 'nonsense', '']) {
    assert.equal(await callers.mayCall(one), false, one)
  }
  const theirs = [
    'http://hub.local/x',
    'https://192.168.1.20:9/y',
    'http://[fd00::1]:4040/',
    'http://10.1.2.3',
  ]
  for (const url of theirs) assert.equal(await callers.isTheirs(url), true, url)
  const others = [
    'http://192.168.1.21/',
    'file:///etc/passwd',
    'http://a:b@hub.local/',
    'http://else.where/',
    'x',
  ]
  for (const url of others) assert.equal(await callers.isTheirs(url), false, url)
})
