export * from './given.ts'
export * from './house.ts'
export * from './stories.ts'
export * from './words.ts'
