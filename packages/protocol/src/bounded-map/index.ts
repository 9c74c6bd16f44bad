export { BoundedMap, type Bounds } from './bounded-map.ts'
