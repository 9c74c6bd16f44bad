export { isAmong, judgedAddress, networks, ownAddresses } from './addresses.ts'
