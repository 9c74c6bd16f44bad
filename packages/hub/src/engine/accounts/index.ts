export { type AccountOptions, accounts } from './accounts.ts'
export type * from './face.ts'
