export { aboutThisMachine } from './machine/about.ts'
export { quantile } from './machine/statistics.ts'
