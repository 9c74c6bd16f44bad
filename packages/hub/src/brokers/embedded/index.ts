export {
  type BrokerCertificate,
  type EmbeddedBroker,
  type EmbeddedBrokerParts,
  embeddedBroker,
} from './embedded-broker.ts'
export * from './limits.ts'
