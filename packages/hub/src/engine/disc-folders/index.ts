export { albumFolder, discOfFolder } from './disc-folder.ts'
