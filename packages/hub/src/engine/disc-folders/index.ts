export { albumFolder } from './disc-folder.ts'
