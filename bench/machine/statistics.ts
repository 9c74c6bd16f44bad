export { medianOf as median, quantile } from '../../packages/testing/src/soak/flatness.ts'
