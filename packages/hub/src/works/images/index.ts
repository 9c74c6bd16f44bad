export { coverFiles } from './covers.ts'
