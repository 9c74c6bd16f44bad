export { type RedisBell, type RedisBellOptions, redisBell } from './redis-bell.ts'
