export { VIEWS_JOB, viewUpkeep } from './view-upkeep.ts'
