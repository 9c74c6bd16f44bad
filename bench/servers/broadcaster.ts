// The reference for the fan-out across workers: what is posted is published to Redis, and what comes from Redis is
// written to everybody who follows here, as one buffer. It keeps nothing and knows nobody.
import { createServer, type ServerResponse } from 'node:http'
import { createClient } from 'redis'

const CHANNEL = 'house'
const [url = '', port = ''] = process.argv.slice(2)
const publisher = createClient({ url })
const subscriber = createClient({ url })
await Promise.all([publisher.connect(), subscriber.connect()])
const followers = new Set<ServerResponse>()

await subscriber.subscribe(CHANNEL, (text) => {
  const bytes = Buffer.from(`event: timeline_update\ndata: ${text}\n\n`)
  for (const { socket } of followers) socket?.write(bytes)
})

createServer(async (request, response) => {
  if (request.method === 'GET') {
    response.useChunkedEncodingByDefault = false
    response.writeHead(200, { 'content-type': 'text/event-stream', connection: 'close' })
    response.flushHeaders()
    response.socket?.setNoDelay(true)
    followers.add(response)
    response.on('close', () => followers.delete(response))
    return
  }
  let text = ''
  for await (const piece of request.setEncoding('utf8')) text += piece
  await publisher.publish(CHANNEL, text)
  response.writeHead(200, { 'content-length': 0 }).end()
}).listen(Number(port), '127.0.0.1')
