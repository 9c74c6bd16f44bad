import type { Duplex } from 'node:stream'
import { whoMayConnect } from '#brokers/connections'
import { type BrokerAddress, dial } from './broker-address.ts'

export interface BridgeParts {
  /** Where displays speak MQTT by TCP, as the hub finds it. */
  readonly address: BrokerAddress
  readonly monotonicMs: () => number
  /** The broker cannot be reached there: told once, until it was. */
  readonly onUnreachable: (error: unknown) => void
}

export interface Bridge {
  /** A connection from there, that came by WebSocket: the broker has it from now on. */
  accept(connection: Duplex, network: string): void
  /** Connections that could not be had any more, or not at the broker. */
  readonly refused: number
  close(): void
}

/** Displays that reach the hub and not the broker come through the hub. */
export function bridge({ address, monotonicMs, onUnreachable }: BridgeParts): Bridge {
  const counted = whoMayConnect(monotonicMs)
  const open = new Set<Duplex>()
  let refused = 0
  let isReached = true
  let isOver = false
  return {
    accept(connection, network) {
      connection.on('error', () => connection.destroy())
      const over = counted.come(network)
      if (!over || isOver) {
        refused++
        over?.()
        connection.destroy()
        return
      }
      let isOpen = false
      const broker = dial(address, () => {
        isOpen = true
        isReached = true
      })
      open.add(connection)
      broker.on('error', (error) => {
        broker.destroy()
        if (isOpen) return
        refused++
        if (isReached) onUnreachable(error)
        isReached = false
      })
      broker.on('close', () => connection.destroy())
      connection.once('close', () => {
        open.delete(connection)
        over()
        broker.destroy()
      })
      connection.pipe(broker).pipe(connection)
    },
    get refused() {
      return refused
    },
    close() {
      isOver = true
      for (const connection of open) connection.destroy()
    },
  }
}
