export type { Confirmed, Device } from './device/device.ts'
export { newSession, type Queue, type Session } from './session/session.ts'
