import { z } from 'zod'

export const LibrarySummary = z.object({
  tracks: z.int().min(0),
  albums: z.int().min(0),
  artists: z.int().min(0),
})
export type LibrarySummary = Readonly<z.infer<typeof LibrarySummary>>

export const LibraryEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('library.changed'),
    added: z.int().min(0),
    changed: z.int().min(0),
    missing: z.int().min(0),
    library: LibrarySummary,
  }),
])
export type LibraryEvent = Readonly<z.infer<typeof LibraryEvent>>
