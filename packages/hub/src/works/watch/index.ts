export { type Watch, type WatchOptions, watchFolder } from './watch.ts'
