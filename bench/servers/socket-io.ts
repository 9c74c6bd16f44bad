// The reference for the sockets: Socket.IO as its guide has it, and the least that an operation can be that is kept: one
// row changed, one row of a log, one commit that is on the disk before anybody is told.
import { createServer } from 'node:http'
import { DatabaseSync } from 'node:sqlite'
import { Server } from 'socket.io'

const TICK_MS = 200
const [path = '', port = ''] = process.argv.slice(2)
const database = new DatabaseSync(path)
database.exec('pragma journal_mode = wal; pragma synchronous = full')
database.exec('create table playlist (id integer primary key, document text) strict')
database.exec('create table log (seq integer primary key, document text) strict')
database.exec("insert into playlist values (1, '')")
const change = database.prepare('update playlist set document = ? where id = 1')
const append = database.prepare('insert into log (document) values (?)')
const behind = database.prepare('select seq, document from log where seq > ? order by seq')

const server = createServer(async (request, response) => {
  let text = ''
  for await (const piece of request.setEncoding('utf8')) text += piece
  const seq = commit(text)
  io.to('playlist').emit('state:playlist', JSON.parse(text))
  const answer = JSON.stringify({ server_seq: seq })
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) })
  response.end(answer)
})
const io = new Server(server, { serveClient: false, perMessageDeflate: false, httpCompression: false })

io.on('connection', (socket) => {
  socket.on('join', () => {
    socket.join('playlist')
    socket.emit('ack:join', { success: true })
  })
  socket.on('operation', ({ client_op_id, title }: { client_op_id: string; title: string }) => {
    const seq = commit(JSON.stringify({ title }))
    socket.emit('ack:op', { client_op_id, success: true, data: { title }, server_seq: seq })
  })
  socket.on('sync', ({ last }: { last: number }) => {
    for (const { seq, document } of behind.iterate(last))
      socket.emit('state:playlist', { server_seq: seq, data: JSON.parse(String(document)) })
    socket.emit('sync:complete', {})
  })
  socket.on('tick', (document: object) => {
    const ticking = setInterval(() => socket.volatile.emit('state:track_position', document), TICK_MS)
    socket.on('disconnect', () => clearInterval(ticking))
  })
})

function commit(document: string): number {
  database.exec('begin immediate')
  change.run(document)
  const { lastInsertRowid } = append.run(document)
  database.exec('commit')
  return Number(lastInsertRowid)
}

server.listen(Number(port), '127.0.0.1')
