import type { Writable } from 'node:stream'

/** Of a longer write a socket shows only that all of it was taken. */
const PIECE = 16 * 1_024

/**
 * Writes it in pieces, each when there is room, so that a slow reader is seen to take them. Resolves when there is room
 * for more, or the socket is gone.
 */
export async function writePieces(socket: Writable, bytes: Buffer): Promise<void> {
  for (let from = 0; from < bytes.length && !socket.destroyed; from += PIECE) {
    if (!socket.write(bytes.subarray(from, from + PIECE))) await drained(socket)
  }
}

function drained(socket: Writable): Promise<void> {
  if (socket.destroyed) return Promise.resolve()
  return new Promise((resolve) => {
    const done = () => {
      socket.off('drain', done)
      socket.off('close', done)
      resolve()
    }
    socket.on('drain', done)
    socket.on('close', done)
  })
}
