export { clientNetwork, isAmong, judgedAddress, networks, ownAddresses } from './addresses.ts'
