import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { type Barred, type CheckingProxy, checkingProxy, type Way } from './checking-proxy.ts'

const BYTES = 'x'.repeat(100_000)
const PLENTY = 10_000_000

/** A site of this machine, which is called `song.example`; `house.example` is on the address beside it. */
async function house(more: { readonly addresses?: readonly string[]; readonly maxBytes?: number } = {}) {
  const asked: IncomingMessage[] = []
  const site = createServer((got, answer) => {
    asked.push(got)
    answer.end(BYTES)
  })
  site.listen(0, '127.0.0.1')
  await once(site, 'listening')
  const looked: string[] = []
  const rest = [...(more.addresses ?? [])]
  const proxy = checkingProxy({
    mayBeReached: (address) => address === '127.0.0.1',
    async lookUp(name) {
      looked.push(name)
      return [{ address: name === 'house.example' ? '127.0.0.2' : (rest.shift() ?? '127.0.0.1') }]
    },
  })
  const barred: Barred[] = []
  const way = await proxy.open(more.maxBytes ?? PLENTY, (why) => barred.push(why))
  const { port } = site.address() as AddressInfo
  return {
    ...{ asked, looked, barred, proxy, way, port },
    async [Symbol.asyncDispose]() {
      way[Symbol.dispose]()
      await proxy[Symbol.asyncDispose]()
      site.closeAllConnections()
      site.close()
    },
  }
}

test('[DL8] a request goes to the address that was judged, with the name that was asked for', async () => {
  await using home = await house()
  const answer = await get(home.way.url, `http://song.example:${home.port}/a?b=c`)
  assert.deepEqual([answer.status, answer.body.length], [200, BYTES.length])
  const [asked] = home.asked
  assert.deepEqual([asked?.url, asked?.headers.host], ['/a?b=c', `song.example:${home.port}`])
  assert.equal(asked?.headers['proxy-authorization'], undefined)
  assert.deepEqual(home.barred, [])
})

test('[DL8] a name is looked up for each connection, and one that leads elsewhere by then is refused', async () => {
  await using home = await house({ addresses: ['127.0.0.1', '127.0.0.2', '127.0.0.1', '10.0.0.1'] })
  const url = `http://song.example:${home.port}/`
  assert.equal((await get(home.way.url, url)).status, 200)
  assert.equal((await get(home.way.url, url)).status, 403)
  assert.deepEqual(home.barred, ['private-address'])
  assert.equal(home.way.barred, 'private-address')
  assert.equal((await tunnel(home.way.url, `song.example:${home.port}`)).status, 200)
  assert.equal((await tunnel(home.way.url, `song.example:${home.port}`)).status, 403)
  assert.equal(home.looked.length, 4)
  assert.equal(home.asked.length, 1)
})

test('[DL8] addresses in place of names are judged too, whatever they are written like', async () => {
  await using home = await house()
  for (const host of [
    '127.0.0.2',
    '2130706434',
    '0x7f000002',
    '[::ffff:127.0.0.2]',
    '[::1]',
    'house.example',
  ]) {
    assert.equal((await get(home.way.url, `http://${host}:${home.port}/`)).status, 403, host)
    assert.equal((await tunnel(home.way.url, `${host}:${home.port}`)).status, 403, host)
  }
  assert.equal((await get(home.way.url, 'http://127.0.0.1:22/')).status, 403, 'a port for something else')
  assert.equal(home.asked.length, 0)
})

test('[DL8] a tunnel carries bytes both ways, and nobody uses the proxy without its secret', async () => {
  await using home = await house()
  const { status, socket } = await tunnel(home.way.url, `song.example:${home.port}`)
  assert.equal(status, 200)
  socket.write('GET /through HTTP/1.1\r\nHost: song.example\r\nConnection: close\r\n\r\n')
  assert.match(await text(socket), /^HTTP\/1\.1 200/)
  const { port } = new URL(home.way.url)
  for (const url of [
    `http://127.0.0.1:${port}`,
    home.way.url.replace(/:[0-9a-f]{48}@/, `:${'0'.repeat(48)}@`),
  ]) {
    assert.equal((await get(url, `http://song.example:${home.port}/`)).status, 407)
    assert.equal((await tunnel(url, `song.example:${home.port}`)).status, 407)
  }
  assert.deepEqual(
    home.asked.map(({ url }) => url),
    ['/through'],
  )
})

test('[DL15] what is larger than it may be is cut off', async () => {
  await using home = await house({ maxBytes: 150_000 })
  const url = `http://song.example:${home.port}/`
  assert.equal((await get(home.way.url, url)).body.length, BYTES.length)
  await assert.rejects(get(home.way.url, url))
  assert.deepEqual(home.barred, ['too-large'])
})

test('[DL8] when a download is over its way is closed', async () => {
  const home = await house()
  const { url } = home.way
  const { socket } = await tunnel(url, `song.example:${home.port}`)
  const closed = once(socket, 'close')
  socket.resume()
  closeWay(home)
  await closed
  assert.equal((await get(url, `http://song.example:${home.port}/`)).status, 407)
  await home[Symbol.asyncDispose]()
})

function closeWay({ way }: { readonly way: Way; readonly proxy: CheckingProxy }): void {
  way[Symbol.dispose]()
}

function through(proxyUrl: string, method: string, path: string, headers: Record<string, string> = {}) {
  const { hostname, port, username, password } = new URL(proxyUrl)
  const basic = Buffer.from(`${username}:${password}`).toString('base64')
  const authorization = username === '' ? {} : { 'proxy-authorization': `Basic ${basic}` }
  return request({ hostname, port, method, path, headers: { ...headers, ...authorization }, agent: false })
}

async function get(proxyUrl: string, url: string): Promise<{ status: number; body: string }> {
  const asking = through(proxyUrl, 'GET', url, { host: new URL(url).host })
  asking.end()
  const [answer] = (await once(asking, 'response')) as [IncomingMessage]
  return { status: answer.statusCode ?? 0, body: await text(answer) }
}

async function tunnel(proxyUrl: string, authority: string): Promise<{ status: number; socket: Socket }> {
  const asking = through(proxyUrl, 'CONNECT', authority)
  asking.end()
  const [answer, socket] = (await once(asking, 'connect')) as [IncomingMessage, Socket]
  return { status: answer.statusCode ?? 0, socket }
}
