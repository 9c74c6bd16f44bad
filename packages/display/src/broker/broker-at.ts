import { randomId } from '@baton/client'
import mqtt, { type IClientOptions } from 'mqtt'
import {
  type BrokerOptions,
  type BrokerSession,
  type ConnectBroker,
  HubAway,
  NotLetIn,
} from '../core/index.ts'

const CONNECTS_WITHIN_MS = 15_000
/** A browser wakes a page that nobody sees once a minute, and the library takes two such turns: a broker waits for half as long again. */
const KEEP_ALIVE_S = 90
/** Return codes of MQTT 3.1.1: a wrong password, and not permitted. */
const NOT_LET_IN = [4, 5]

/** Brokers at this address: `ws:`, `wss:`, `mqtt:` or `mqtts:`. Each connection is made once; who tries again is the core. */
export function brokerAt(url: string): ConnectBroker {
  return (options) =>
    new Promise((resolve, reject) => {
      const client = mqtt.connect(url, settingsOf(options))
      const pending = new Set<(error: HubAway) => void>()
      let stage: 'connecting' | 'open' | 'over' = 'connecting'

      const over = (error: Error) => {
        if (stage === 'over') return
        const stood = stage === 'open'
        stage = 'over'
        client.end(true)
        for (const fail of [...pending]) fail(new HubAway())
        if (stood) options.onOver()
        else reject(error)
      }
      const session: BrokerSession = {
        publish: (topic, text) =>
          new Promise((published, failed) => {
            if (stage !== 'open') return failed(new HubAway())
            pending.add(failed)
            client.publish(topic, text, { qos: 1 }, (error) => {
              pending.delete(failed)
              if (error) failed(new HubAway(error))
              else published()
            })
          }),
        end: () => over(new HubAway()),
      }
      client.on('error', (error) => over(failureOf(error)))
      client.on('close', () => over(new HubAway()))
      client.on('message', (topic, payload) => {
        if (stage === 'open') options.onMessage(topic, payload.toString())
      })
      client.once('connect', () => {
        client.subscribe([...options.topics], { qos: 1 }, (error) => {
          if (stage !== 'connecting') return
          if (error) return over(new HubAway(error))
          stage = 'open'
          resolve(session)
        })
      })
    })
}

function settingsOf({ username, password, will }: BrokerOptions): IClientOptions {
  return {
    username,
    password,
    clientId: `baton-display-${randomId()}`,
    protocolVersion: 4,
    clean: true,
    reconnectPeriod: 0,
    connectTimeout: CONNECTS_WITHIN_MS,
    keepalive: KEEP_ALIVE_S,
    // What is sent says nothing of whether it arrives.
    reschedulePings: false,
    queueQoSZero: false,
    // Timers of a worker would need a script of its own, which a strict page does not allow.
    timerVariant: 'native',
    will: { topic: will.topic, payload: will.text, qos: 1, retain: false },
  }
}

function failureOf(error: Error): Error {
  const { code } = error as { readonly code?: unknown }
  return NOT_LET_IN.includes(code as number) ? new NotLetIn() : new HubAway(error)
}
