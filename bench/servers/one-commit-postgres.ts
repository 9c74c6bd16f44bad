// The reference for commands on Postgres: one HTTP request, one row updated, one commit that is on the disk before the
// answer.
import { createServer } from 'node:http'
import pg from 'pg'

const CONNECTIONS = 14
const [url = '', port = ''] = process.argv.slice(2)
const pool = new pg.Pool({ connectionString: url, max: CONNECTIONS })
await pool.query('create table session (id integer primary key, position_ms integer, revision integer)')
await pool.query('insert into session select n, 0, 0 from generate_series(0, 3) n')
let turn = 0

createServer(async (request, response) => {
  let text = ''
  for await (const piece of request.setEncoding('utf8')) text += piece
  const { position_ms: positionMs } = JSON.parse(text) as { position_ms: number }
  turn = (turn + 1) % 4
  await pool.query({
    name: 'move',
    text: 'update session set position_ms = $1, revision = revision + 1 where id = $2',
    values: [positionMs, turn],
  })
  const answer = JSON.stringify({ position_ms: positionMs })
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) })
  response.end(answer)
}).listen(Number(port), '127.0.0.1')
