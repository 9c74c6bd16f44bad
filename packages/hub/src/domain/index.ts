export type { Confirmed, Device } from './device/device.ts'
export { newSession, type Session } from './session/session.ts'
