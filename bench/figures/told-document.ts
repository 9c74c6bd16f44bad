import { boxClient } from '../../packages/testing/src/sockets/box-client.ts'
import type { HubFace } from '../servers/hub.ts'

/** What a socket of Baton's is told by this event once it has joined and somebody does this: as JSON, for a reference. */
export async function toldDocument(
  hub: HubFace,
  token: string,
  {
    join,
    event,
    act,
  }: {
    readonly join: readonly [string, object]
    readonly event: string
    readonly act: () => Promise<unknown>
  },
): Promise<string> {
  await using box = boxClient(hub.baseUrl, { token })
  box.send(join[0], { ...join[1] })
  const { success } = await box.next('ack:join')
  if (!success) throw new Error(`${join[0]} was refused.`)
  // What the room showed is not what happens in it.
  const before = box.heard.length
  await act()
  return JSON.stringify(
    await box.next(event, (data) => box.heard.findIndex((one) => one.data === data) >= before),
  )
}
