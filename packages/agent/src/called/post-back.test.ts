import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { FakeClock } from '@baton/testing/fakes/fake-clock'
import { postBack } from './post-back.ts'

test('[AG42] [AG48] what is taken is contact from when it was posted; no redirect is followed, and no error is contact', async () => {
  const clock = new FakeClock()
  const asked: string[] = []
  await using made = new AsyncDisposableStack()
  const server = createServer(async (request, response) => {
    asked.push(String(request.url))
    await clock.advance(300)
    if (request.url === '/moved') response.writeHead(307, { location: '/taken' })
    if (request.url === '/refused') response.writeHead(404)
    response.end('{}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  made.defer(async () => {
    server.closeAllConnections()
    server.close()
  })
  const contacts: number[] = []
  const post = postBack({ clock, onContact: ({ now }) => void contacts.push(now) })
  const before = clock.now()
  const to = (path: string) => post(`http://127.0.0.1:${port}${path}`, {})
  assert.deepEqual([await to('/taken'), await to('/moved'), await to('/refused')], [true, false, false])
  assert.deepEqual(asked, ['/taken', '/moved', '/refused'])
  assert.deepEqual(contacts, [before])
  server.closeAllConnections()
  server.close()
  assert.equal(await to('/taken'), false)
})
