// A broker of MQTT between displays and the hub. Who somebody is, what it may say and hear, the hub decides: a broker of
// its own asks, one beside it is told beforehand, and neither lets anything else pass. What both promise is in the suite
// `contracts/broker.ts`.

/** One connection, as the hub's own broker knows it: by the name that it was let in with. */
export interface BrokerClient {
  readonly name: string
  /** Another one for each connection. */
  readonly connectionId: string
  /** The secret that it was let in with. */
  readonly password: string
}

/** What the hub decides where its own broker asks. */
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
  /** Null: only the broker itself knows. */
  readonly connections: number | null
  /** Since it began: what was acknowledged and dropped, as it was not allowed or too large. */
  readonly dropped: number
  /** Since it began: connections that were not let in. */
  readonly refused: number
}

/**
 * Why a broker beside the hub is not as it should be: it cannot be reached, or does not let the hub in, or does not let it
 * say who may come; or it lacks the tokens of some displays, which the hub does not know.
 */
export type BrokerTrouble = 'broker-away' | 'broker-refuses' | 'broker-access' | 'broker-tokens'

export interface Broker {
  /** Where displays find it; null: nowhere by TCP. */
  readonly port: number | null
  /**
   * Why it does not listen where it should, as the machine says it (`EADDRINUSE`), or what is wrong with one beside the
   * hub; null: nothing is.
   */
  readonly problem: string | null
  /**
   * To whoever of this name follows the topic. False: nobody of that name is connected; of a broker beside the hub: it
   * cannot be reached, or too much is on its way to it.
   */
  publish(name: string, topic: string, payload: string): boolean
  figures(): BrokerFigures
}

/** The hub's own: it sees each connection. */
export interface OwnBroker extends Broker {
  /** Ends this connection, if it is still there. */
  end(connectionId: string): void
}

/** Something that came through a broker beside the hub. Whose topic it is, only that one may have said it there. */
export interface BrokerMessage {
  readonly topic: string
  readonly payload: Uint8Array
  /** It was said before anybody listened, whenever that was. */
  readonly isRetained: boolean
}

/** What somebody may say and follow, as filters of MQTT. */
export interface BrokerRights {
  readonly says: readonly string[]
  readonly hears: readonly string[]
  /** Of `hears`, those below which it may choose what it follows. */
  readonly hearsBelow: readonly string[]
}

/** What a broker beside the hub is for. */
export interface BrokerUse {
  /** What all workers follow together: each message comes to one of them. */
  readonly shared: readonly string[]
  /** What one worker at a time follows: in the order in which it was said, what was retained first. */
  readonly ordered: readonly string[]
  /** What each worker follows by itself. */
  readonly everywhere: readonly string[]
  rightsOf(name: string): BrokerRights
  /**
   * Acknowledged once this resolves, which it may do for others meanwhile. Where it rejects because something is away
   * for now (`store.unavailable`, `hub.busy`) it is taken again.
   */
  take(message: BrokerMessage): Promise<void>
  /** What has an order is this worker's from now on. */
  takenOver(): void
  /** What has an order is another worker's from now on. */
  handedOn(): void
}
