import { openSocketIo } from './socket-io.ts'
import type { Answer, Wire } from './wire.ts'

/** Which events answer what is asked. */
export interface SocketAnswers {
  readonly good: string
  readonly bad: string
}

/** A socket at which one event after the other is answered by another event. Bytes are not counted. */
export async function openSocketWire(
  port: number,
  token: string | null,
  { good, bad }: SocketAnswers,
): Promise<Wire> {
  let told = 0
  let waiting: PromiseWithResolvers<Answer> | null = null
  const answer = (statusCode: number) => {
    waiting?.resolve({ statusCode, bytes: 0, told })
    waiting = null
  }
  const { socket, send } = await openSocketIo({
    port,
    token,
    onTold(beginning) {
      if (beginning.startsWith(`["${good}"`)) answer(200)
      else if (beginning.startsWith(`["${bad}"`)) answer(409)
      else told++
    },
  })
  socket.on('close', () => waiting?.reject(new Error('The socket was closed.')))
  return {
    ask(event) {
      told = 0
      waiting = Promise.withResolvers<Answer>()
      send(event)
      return waiting.promise
    },
    close: () => socket.destroy(),
  }
}
