export { type MpvPlayerOptions, mpvPlayer } from './mpv/mpv-player.ts'
export type { Player } from './mpv/player.ts'
