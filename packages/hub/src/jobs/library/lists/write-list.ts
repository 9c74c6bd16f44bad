import type { ListFormat, WrittenList } from '#engine'
import { writeJspf } from './jspf.ts'
import { writeM3u } from './m3u.ts'
import { writeXspf } from './xspf.ts'

const MARK = '\ufeff'

export function writeList(format: ListFormat, list: WrittenList): Uint8Array {
  switch (format) {
    case 'm3u':
      return olderBytes(writeM3u(list))
    case 'm3u8':
      return Buffer.from(writeM3u(list))
    case 'xspf':
      return Buffer.from(writeXspf(list))
    case 'jspf':
      return Buffer.from(writeJspf(list))
  }
}

/** Programs read `.m3u` in Latin-1, and in UTF-8 where a mark says so. */
function olderBytes(text: string): Buffer {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all that Latin-1 and its neighbours agree on
  const isLatin = /^[\u0000-\u007f\u00a0-\u00ff]*$/.test(text)
  return isLatin ? Buffer.from(text, 'latin1') : Buffer.from(MARK + text)
}
