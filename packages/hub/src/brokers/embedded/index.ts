export { type EmbeddedBroker, type EmbeddedBrokerParts, embeddedBroker } from './embedded-broker.ts'
export * from './limits.ts'
export { TOO_LARGE_TOPIC } from './packet-gate.ts'
