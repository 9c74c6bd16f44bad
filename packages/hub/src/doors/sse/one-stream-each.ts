import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { BatonError } from '@baton/protocol'

/** The place of a stream on its connection. It is given up again at the end of the block, unless it is kept. */
export interface Place extends Disposable {
  /** Resolves when the answers before this one have been given; false: the connection is gone. */
  turnOf(answer: ServerResponse): Promise<boolean>
  /** The stream begins, and ends with its connection. */
  keep(): void
}

/**
 * A stream writes to its connection itself, past the order in which pipelined requests are answered: so it begins only
 * in its turn, and a connection that has one, or one that waits for its turn, is given no other.
 */
export function oneStreamEach(): (connection: Socket) => Place {
  const taken = new WeakSet<Socket>()
  return (connection) => {
    if (taken.has(connection)) {
      throw new BatonError('request.invalid', { connection: 'carries a stream already' })
    }
    taken.add(connection)
    let isKept = false
    return {
      turnOf: (answer) => turnOf(answer, connection),
      keep: () => {
        isKept = true
      },
      [Symbol.dispose]: () => {
        if (!isKept) taken.delete(connection)
      },
    }
  }
}

/** Of several answers on one connection only that whose turn it is has the socket. */
function turnOf(answer: ServerResponse, connection: Socket): Promise<boolean> {
  if (connection.destroyed) return Promise.resolve(false)
  if (answer.socket) return Promise.resolve(true)
  return new Promise((resolve) => {
    const itsTurn = () => settle(true)
    const gone = () => settle(false)
    const settle = (hasTurn: boolean) => {
      answer.off('socket', itsTurn)
      connection.off('close', gone)
      resolve(hasTurn)
    }
    answer.on('socket', itsTurn)
    connection.on('close', gone)
  })
}
