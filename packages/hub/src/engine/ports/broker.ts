// A broker of MQTT between displays and the hub. Who somebody is, what it may say and hear, the hub decides: a broker
// asks, and lets nothing else pass.

/** One connection, as the broker knows it: by the name that it was let in with. */
export interface BrokerClient {
  readonly name: string
  /** Another one for each connection. */
  readonly connectionId: string
  /** The secret that it was let in with. */
  readonly password: string
}

/** What the hub decides. */
export interface BrokerRules {
  /** Whether somebody of this name and password may come in. */
  admit(name: string, password: string): Promise<boolean>
  /** After it was let in, and before anything that it says. */
  came(client: BrokerClient): void
  went(client: BrokerClient): void
  mayPublish(name: string, topic: string): boolean
  maySubscribe(name: string, filter: string): boolean
  /**
   * Something that it may say, in the order in which it came; the next one does not wait for it. Acknowledged once this
   * resolves; where it rejects the connection ends without, so that it is said again.
   */
  take(client: BrokerClient, topic: string, payload: Uint8Array): Promise<void>
}

export interface BrokerFigures {
  readonly connections: number
  /** Since it began: what was acknowledged and dropped, as it was not allowed or too large. */
  readonly dropped: number
  /** Since it began: connections that were not let in. */
  readonly refused: number
}

export interface Broker {
  /** Where displays find it; null: nowhere by TCP. */
  readonly port: number | null
  /** Why it does not listen where it should, as the machine says it (`EADDRINUSE`); null: it does, or need not. */
  readonly problem: string | null
  /** To whoever of this name follows the topic. False: nobody of that name is connected. */
  publish(name: string, topic: string, payload: string): boolean
  /** Ends this connection, if it is still there. */
  end(connectionId: string): void
  figures(): BrokerFigures
}
