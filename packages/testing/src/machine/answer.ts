import { once } from 'node:events'
import { connect, Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Network } from './network-namespaces.ts'

/**
 * A TCP port of a host that a server of the test process answers, which is on no host itself. The connections are the
 * host's, so a cut of its cable cuts them. The other way is `reach`.
 */
export async function answer<Host extends string>(
  network: Network<Host>,
  { on, port, by }: { readonly on: Host; readonly port: number; readonly by: number },
): Promise<AsyncDisposable> {
  const script = fileURLToPath(new URL('./answer-from-inside.ts', import.meta.url))
  const inside = network.run(on, process.execPath, [script, String(port)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const open = new Set<Socket>()
  inside.on('message', (_, handle) => {
    if (!(handle instanceof Socket)) return
    const onwards = connect({ host: '127.0.0.1', port: by })
    open.add(handle)
    onwards.on('error', () => handle.destroy())
    handle.on('error', () => onwards.destroy())
    handle.on('close', () => {
      open.delete(handle)
      onwards.destroy()
    })
    onwards.on('close', () => handle.destroy())
    handle.pipe(onwards).pipe(handle)
  })
  await once(inside, 'message')
  return {
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      if (inside.exitCode !== null || inside.signalCode !== null) return
      inside.kill()
      await once(inside, 'exit')
    },
  }
}
