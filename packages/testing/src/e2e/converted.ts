// Music in formats that few speakers know, at a hub as people start it: its own scan takes it in.
import { join } from 'node:path'
import { makeSound } from '../music/sound-files.ts'
import { type ComposedHub, composedHub } from '../worlds/composed-hub.ts'

export const TRACK_MS = 8_000

const FILES = {
  Apple: ['apple.m4a', 'alac'],
  Pack: ['pack.wv', 'wavpack'],
  Windows: ['windows.wma', 'wmav2'],
} as const

export type Title = keyof typeof FILES

export function rareFormats(titles: readonly Title[]): Promise<ComposedHub> {
  return composedHub({
    tracks: titles.map((title) => ({ title, durationMs: TRACK_MS })),
    async makeFiles(folder) {
      for (const [index, title] of titles.entries()) {
        const [name, codec] = FILES[title]
        await makeSound({
          path: join(folder, name),
          seconds: TRACK_MS / 1_000,
          hz: 440 + index * 110,
          codec: ['-c:a', codec],
          tags: { title, artist: 'Ann', album: 'Rare', track: String(index + 1) },
        })
      }
    },
  })
}
