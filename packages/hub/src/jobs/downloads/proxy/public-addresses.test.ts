import assert from 'node:assert/strict'
import { networkInterfaces } from 'node:os'
import { test } from 'node:test'
import { reachableAddresses } from './public-addresses.ts'

test('[DL8] public addresses are reached, and none that leads into a network or onto this machine', () => {
  const mayBeReached = reachableAddresses()
  for (const address of ['93.184.216.34', '8.8.8.8', '2606:4700:4700::1111', '::ffff:93.184.216.34']) {
    assert.equal(mayBeReached(address), true, address)
  }
  const own = Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address))
  const refused = [
    ...['127.0.0.1', '127.8.9.1', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '0.0.0.0'],
    ...['169.254.169.254', '100.64.0.1', '198.18.0.1', '192.0.2.1', '224.0.0.1', '255.255.255.255'],
    ...['::1', '::', 'fe80::1', 'fc00::1', 'fd12::1', 'ff02::1', '2002:7f00:1::', '64:ff9b::7f00:1'],
    ...['::ffff:127.0.0.1', '::ffff:7f00:1', '2001:0:1::1', '2001:db8::1', 'localhost', ''],
    ...own,
  ]
  for (const address of refused) assert.equal(mayBeReached(address), false, address)
})

test('[DL8] networks that the settings name are reached too, but nothing that lives only on a wire', () => {
  const mayBeReached = reachableAddresses(['192.168.7.0/24', '127.0.0.1', '169.254.0.0/16', 'fd12::/16'])
  for (const address of ['192.168.7.9', '127.0.0.1', '::ffff:192.168.7.9', 'fd12::5', '8.8.8.8']) {
    assert.equal(mayBeReached(address), true, address)
  }
  for (const address of ['192.168.8.9', '127.0.0.2', '169.254.169.254', 'fd13::5']) {
    assert.equal(mayBeReached(address), false, address)
  }
})
