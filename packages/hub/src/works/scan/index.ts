export { type ScanOptions, type ScanSummary, scanFolder } from './scan.ts'
