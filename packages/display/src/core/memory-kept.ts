import type { Kept, KeptThings } from './outside.ts'

/** Keeps everything for as long as it is there itself: for trials, and where a browser keeps nothing for a page. */
export function memoryKept(): Kept {
  let things: KeptThings = { identity: null, settings: null, views: [], lastViewAt: null }
  return {
    read: async () => things,
    async writeIdentity(identity) {
      things = { ...things, identity }
    },
    async writeSettings(settings) {
      things = { ...things, settings }
    },
    async addView(event) {
      things = { ...things, views: [...things.views, event], lastViewAt: event.seenAt }
    },
    async removeView(eventId) {
      things = { ...things, views: things.views.filter((event) => event.eventId !== eventId) }
    },
  }
}
