export type { HealthSource } from './health.ts'
export { type SocketIoParts, socketIoDoor } from './socketio-door.ts'
