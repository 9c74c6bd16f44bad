import { createServer } from 'node:net'

const server = createServer({ pauseOnConnect: true }, (socket) => {
  socket.on('error', () => socket.destroy())
  if (process.connected) process.send?.('socket', socket)
  else socket.destroy()
})
server.listen(Number(process.argv[2]), () => process.send?.('listening'))
