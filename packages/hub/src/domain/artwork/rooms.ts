import type { RoomRules } from '../room-rules.ts'

export const artworkRoomRules: RoomRules = { family: 'artwork', ofInstallation: true }
