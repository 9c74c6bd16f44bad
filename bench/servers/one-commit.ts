// The reference for commands: the least that a durable answer can be. One HTTP request, one row updated, one commit
// that is on the disk before the answer.
import { createServer } from 'node:http'
import { DatabaseSync } from 'node:sqlite'

const [path = '', port = ''] = process.argv.slice(2)
const database = new DatabaseSync(path)
database.exec('pragma journal_mode = wal; pragma synchronous = full')
database.exec('create table session (id integer primary key, position_ms integer, revision integer) strict')
database.exec('insert into session values (1, 0, 0)')
const update = database.prepare('update session set position_ms = ?, revision = revision + 1 where id = 1')

createServer(async (request, response) => {
  let text = ''
  for await (const piece of request.setEncoding('utf8')) text += piece
  const { position_ms: positionMs } = JSON.parse(text) as { position_ms: number }
  database.exec('begin immediate')
  update.run(positionMs)
  database.exec('commit')
  const answer = JSON.stringify({ position_ms: positionMs })
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) })
  response.end(answer)
}).listen(Number(port), '127.0.0.1')
