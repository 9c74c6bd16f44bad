// Programs that set tags write the pages of an Ogg file anew, with other numbers and sums, and some divide them
// otherwise. How many samples there are, what sounds first and what sounds last stay.
import { createHash } from 'node:crypto'
import type { FileBytes } from './file-bytes.ts'
import { lastOggPage, oggPageAt, PAGE_HEADER_BYTES } from './ogg-pages.ts'

const MOST_HEAD_BYTES = PAGE_HEADER_BYTES + 255
const SAMPLE_BYTES = 128
/** Pages with tags and pictures stand in front of the sound: some twenty for each megabyte. */
const MAX_PAGES = 2_000

/** Null where the pages do not tell. */
export function oggSoundHash(file: FileBytes): string | null {
  const last = lastOggPage(file)
  const first = last && firstSound(file)
  if (!first || last.samples <= 0 || last.bodyBytes < SAMPLE_BYTES) return null
  return createHash('sha256')
    .update(String(last.samples))
    .update(first)
    .update(last.body.subarray(-SAMPLE_BYTES))
    .digest('base64url')
}

function firstSound(file: FileBytes): Buffer | null {
  let at = 0
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const page = oggPageAt(file.upTo(at, MOST_HEAD_BYTES), 0)
    if (page === null) return null
    if (page.samples > 0 && page.bodyBytes >= SAMPLE_BYTES)
      return file.upTo(at + page.bytes - page.bodyBytes, SAMPLE_BYTES)
    at += page.bytes
  }
  return null
}
