export { type BrokerAddress, placeOf } from './broker-address.ts'
export { type ExternalBroker, type ExternalBrokerParts, externalBroker } from './external-broker.ts'
export { type FirstClients, firstClients } from './first-clients.ts'
