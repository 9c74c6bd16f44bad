import { connect, Socket } from 'node:net'

const [address, port] = process.argv.slice(2)

process.on('message', (_, handle) => {
  if (!(handle instanceof Socket)) return
  const onwards = connect({ host: address, port: Number(port) })
  onwards.on('error', () => handle.destroy())
  handle.on('error', () => onwards.destroy())
  handle.on('close', () => onwards.destroy())
  onwards.on('close', () => handle.destroy())
  handle.pipe(onwards).pipe(handle)
})
