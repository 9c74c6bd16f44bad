// What the hub plays when it has no music yet: two short albums, made for it.
import type { Piece } from './compose.ts'

const MAJOR = [0, 2, 4, 5, 7, 9, 11]
const MINOR = [0, 2, 3, 5, 7, 8, 10]
const DORIAN = [0, 2, 3, 5, 7, 9, 10]
const LYDIAN = [0, 2, 4, 6, 7, 9, 11]

export type DemoAlbum = {
  readonly title: string
  readonly artist: string
  readonly year: number
  readonly genre: string
  readonly folder: string
  /** A drawing of 700 by 700. */
  readonly cover: string
  /** Each piece becomes one track for each of its parts; parts of one piece join without a gap. */
  readonly pieces: readonly Piece[]
}

export const PROGRAMME: readonly DemoAlbum[] = [
  {
    title: 'Kitchen Light',
    artist: 'The House Band',
    year: 2026,
    genre: 'Instrumental',
    folder: 'Kitchen Light',
    cover: kitchenCover(),
    pieces: [
      {
        seed: 11,
        beatsPerMinute: 108,
        home: 60,
        scale: MAJOR,
        endingSeconds: 3.5,
        parts: [
          {
            title: 'First Cup',
            chords: [0, 5, 3, 4, 0, 5, 3, 4, 3, 4, 2, 5, 0, 5, 3, 4],
            lead: 'keys',
            comp: 'broken',
            busy: 0.85,
          },
        ],
      },
      {
        seed: 23,
        beatsPerMinute: 96,
        home: 57,
        scale: DORIAN,
        endingSeconds: 3.5,
        parts: [
          {
            title: 'Rain on the Sill',
            chords: [0, 3, 0, 6, 0, 3, 0, 6, 5, 6, 3, 4, 0, 3],
            lead: 'bell',
            comp: 'held',
            busy: 0.7,
          },
        ],
      },
      {
        seed: 37,
        beatsPerMinute: 124,
        home: 62,
        scale: MAJOR,
        endingSeconds: 3,
        parts: [
          {
            title: 'Flour Everywhere',
            chords: [0, 3, 4, 0, 0, 3, 4, 0, 5, 1, 4, 4, 0, 3, 4, 0],
            lead: 'pluck',
            comp: 'beats',
            busy: 0.95,
          },
        ],
      },
      {
        seed: 41,
        beatsPerMinute: 80,
        home: 55,
        scale: LYDIAN,
        endingSeconds: 4.5,
        parts: [
          {
            title: 'Last Window Lit',
            chords: [0, 1, 0, 5, 0, 1, 4, 4, 5, 1, 0],
            lead: 'keys',
            comp: 'held',
            busy: 0.6,
          },
        ],
      },
    ],
  },
  {
    title: 'Night Bus',
    artist: 'Lamplight Trio',
    year: 2026,
    genre: 'Ambient',
    folder: 'Night Bus',
    cover: nightBusCover(),
    pieces: [
      {
        seed: 53,
        beatsPerMinute: 100,
        home: 58,
        scale: MINOR,
        endingSeconds: 5,
        parts: [
          {
            title: 'Depot',
            chords: [0, 0, 5, 5, 3, 3, 6, 4, 0, 5, 3, 4],
            lead: 'bell',
            comp: 'held',
            busy: 0.5,
          },
          {
            title: 'Long Bridge',
            chords: [0, 5, 2, 6, 0, 5, 2, 6, 3, 5, 0, 4],
            lead: 'keys',
            comp: 'broken',
            busy: 0.8,
          },
          {
            title: 'Terminus',
            chords: [5, 6, 0, 0, 5, 6, 2, 4, 0, 5, 0],
            lead: 'bell',
            comp: 'broken',
            busy: 0.6,
          },
        ],
      },
    ],
  },
]

function kitchenCover(): string {
  const rays = Array.from({ length: 12 }, (_, ray) => {
    const turn = ray * 30
    return `<rect x="340" y="60" width="20" height="110" rx="10" fill="#fff1cf" transform="rotate(${turn} 350 330)"/>`
  })
  return drawing(`
    <rect width="700" height="700" fill="#e8743b"/>
    <rect y="470" width="700" height="230" fill="#3d2a3f"/>
    <circle cx="350" cy="330" r="150" fill="#ffd27a"/>
    ${rays.join('')}
    <rect x="225" y="430" width="220" height="170" rx="26" fill="#f7efe5"/>
    <path d="M445 465 a55 55 0 0 1 0 100" fill="none" stroke="#f7efe5" stroke-width="26"/>`)
}

function nightBusCover(): string {
  const windows = Array.from(
    { length: 4 },
    (_, window) => `<rect x="${110 + window * 125}" y="330" width="100" height="95" rx="14" fill="#ffcf70"/>`,
  )
  const stars = Array.from({ length: 24 }, (_, star) => {
    const x = (star * 271) % 680
    const y = (star * 149) % 250
    return `<circle cx="${x + 10}" cy="${y + 15}" r="${2 + (star % 3)}" fill="#dfe6ff"/>`
  })
  return drawing(`
    <rect width="700" height="700" fill="#16203f"/>
    ${stars.join('')}
    <rect y="560" width="700" height="140" fill="#0c1226"/>
    <rect x="70" y="280" width="560" height="270" rx="40" fill="#2f7f86"/>
    ${windows.join('')}
    <circle cx="190" cy="555" r="48" fill="#0c1226"/><circle cx="190" cy="555" r="20" fill="#8fa3c7"/>
    <circle cx="510" cy="555" r="48" fill="#0c1226"/><circle cx="510" cy="555" r="20" fill="#8fa3c7"/>`)
}

function drawing(shapes: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="700" height="700" viewBox="0 0 700 700">${shapes}</svg>`
}
