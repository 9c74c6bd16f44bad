import assert from 'node:assert/strict'
import { test } from 'node:test'
import { boxClient } from '@baton/testing/sockets/box-client'
import { connected } from '@baton/testing/sockets/connected'
import { rawSocket } from '@baton/testing/sockets/raw-socket'
import { serveHub } from '@baton/testing/worlds/http-world'

test('[SO5] of those who have not said who they are there is a most for each address, and it says nothing of others', async () => {
  const config = { trustedProxies: ['127.0.0.1'] }
  await using hub = await serveHub({ config, sockets: { maxNewcomersOfAddress: 2 } })
  const { token } = await hub.program()
  const from = (address: string) => ({ 'x-forwarded-for': `203.0.113.9, ${address}` })
  await using one = await rawSocket(hub.baseUrl, from('192.0.2.1'))
  await using two = await rawSocket(hub.baseUrl, from('192.0.2.1'))
  await Promise.all([one.next(/^0/), two.next(/^0/)])
  const here = { token, headers: from('192.0.2.1') }
  await using third = boxClient(hub.baseUrl, here)
  await third.next('connect_error')
  await using polling = boxClient(hub.baseUrl, { ...here, transports: ['polling'] })
  await polling.next('connect_error')
  await using elsewhere = boxClient(hub.baseUrl, { token, headers: from('192.0.2.2') })
  await elsewhere.next('connection_status')
  one.send(`40${JSON.stringify({ token })}`)
  await one.next(/connection_status/)
  await using again = boxClient(hub.baseUrl, here)
  await again.next('connection_status')
})

test('[SO5] whoever leaves keeps no connection', async () => {
  await using hub = await serveHub()
  const { token } = await hub.program()
  await using socket = await rawSocket(hub.baseUrl)
  socket.send(`40${JSON.stringify({ token })}`)
  await socket.next(/connection_status/)
  socket.send('41')
  await socket.ended()
})

test('[SO13] what is no message of this wire is passed over, or ends the connection; others go on', async () => {
  await using hub = await serveHub()
  const { token } = await hub.program()
  await using box = await connected(hub, token)
  const deep = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`
  const passedOver = [
    ...[
      '42[1]',
      '42["__proto__",{}]',
      '42["op:__proto__",{}]',
      '42["op:constructor"]',
      '42["join:__proto__"]',
    ],
    ...[
      '43[1]',
      '4399["x"]',
      `42["op:playlist.create",${deep}]`,
      '42["op:player.seek",{"__proto__":{"x":1}}]',
    ],
    ...[
      '42["sync:request",[]]',
      '42["op:player.volume",{"volume":1},"no callback"]',
      '42["leave:constructor"]',
    ],
  ]
  await using odd = await rawSocket(hub.baseUrl)
  odd.send(`40${JSON.stringify({ token })}`)
  await odd.next(/connection_status/)
  for (const message of passedOver) odd.send(message)
  odd.send('42["client_ping"]')
  await odd.next(/client_pong/)
  for (const message of ['42{}', '42[]', '42[{}]', '42["connect"]', '42["disconnect"]', '4', '40null', '9']) {
    await using ended = await rawSocket(hub.baseUrl)
    ended.send(`40${JSON.stringify({ token })}`)
    await ended.next(/connection_status/)
    ended.send(message)
    await ended.ended()
  }
  box.send('client_ping')
  await box.next('client_pong')
  assert.deepEqual(hub.failures, [])
  assert.equal(({} as { x?: unknown }).x, undefined)
})
