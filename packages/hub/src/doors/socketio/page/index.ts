export type { WatchesAgents } from './page-parts.ts'
export { pageRoutes } from './page-routes.ts'
export type { PageWindow, Socketed } from './page-window.ts'
export { pageWindows } from './page-windows.ts'
