// Music in formats that few speakers know, at a hub as people start it: its own scan takes it in.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeSound } from '../music/sound-files.ts'
import { type ComposedHub, composedHub } from '../worlds/composed-hub.ts'

export const TRACK_MS = 8_000
/** Of each of the two tracks in one file. */
const PART_MS = 2_000

const FILES = {
  Apple: ['apple.m4a', 'alac'],
  Pack: ['pack.wv', 'wavpack'],
  Windows: ['windows.wma', 'wmav2'],
} as const

/** In one file, which a sheet beside it divides. */
const PARTS = ['First part', 'Second part'] as const

export type Title = keyof typeof FILES | (typeof PARTS)[number]

export function rareFormats(titles: readonly Title[]): Promise<ComposedHub> {
  return composedHub({
    tracks: titles.map((title) => ({ title, durationMs: isPart(title) ? PART_MS : TRACK_MS })),
    async makeFiles(folder) {
      if (titles.some(isPart)) await makeDisc(folder)
      for (const [index, title] of titles.entries()) {
        if (isPart(title)) continue
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

function isPart(title: Title): title is (typeof PARTS)[number] {
  return PARTS.some((part) => part === title)
}

async function makeDisc(folder: string): Promise<void> {
  await makeSound({ path: join(folder, 'disc.flac'), seconds: (PARTS.length * PART_MS) / 1_000 })
  const tracks = PARTS.map(
    (title, index) =>
      `TRACK 0${index + 1} AUDIO\nTITLE "${title}"\nINDEX 01 00:0${(index * PART_MS) / 1_000}:00\n`,
  )
  await writeFile(join(folder, 'disc.cue'), `FILE "disc.wav" WAVE\n${tracks.join('')}`)
}
