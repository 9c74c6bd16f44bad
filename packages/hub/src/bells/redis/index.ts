export { type RedisBell, type RedisBellOptions, redisBell } from './redis-bell.ts'
export { type RedisCountsOptions, redisCounts } from './redis-counts.ts'
