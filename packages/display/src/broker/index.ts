export { brokerAt } from './broker-at.ts'
