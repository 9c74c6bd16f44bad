// Reads the list that a file is, by what it contains. What it is not is said, with a reason.
import type { ReadList } from '#engine'
import { decodeText, isUtf8 } from '../encodings/decode-text.ts'
import { gathered } from './gathered.ts'
import { readJspf } from './jspf.ts'
import { readM3u } from './m3u.ts'
import { XmlRefused } from './xml.ts'
import { readXspf } from './xspf.ts'

export type Unreadable = 'empty' | 'not-a-list' | XmlRefused['reason']
export type ListOrReason = ReadList | { readonly unreadable: Unreadable }

/**
 * One track beyond `most` is read, so that whoever asked sees that there are more. `place`: the folders in which the list
 * lies, where that is known.
 */
export function readList(bytes: Uint8Array, most: number, place?: readonly string[]): ListOrReason {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const text = textOf(file)
  const start = text.trimStart()
  if (start === '') return { unreadable: 'empty' }
  if (text.includes('\0')) return { unreadable: 'not-a-list' }
  const taken = gathered(most, place)
  const list = start.startsWith('<') ? xspf(text) : start.startsWith('{') ? jspf(text) : readM3u(text, taken)
  if ('tracks' in list && list.tracks.length === 0) return { unreadable: 'empty' }
  return list

  function xspf(text: string): ListOrReason {
    try {
      return readXspf(text, taken)
    } catch (error) {
      if (error instanceof XmlRefused) return { unreadable: error.reason }
      throw error
    }
  }

  function jspf(text: string): ListOrReason {
    try {
      return readJspf(text, taken) ?? { unreadable: 'not-a-list' }
    } catch (error) {
      if (error instanceof SyntaxError) return { unreadable: 'damaged' }
      throw error
    }
  }
}

/** XML says how it is written; everything else has to be told from its bytes. */
function textOf(file: Buffer): string {
  const [, declared] =
    /^\s*<\?xml[^>]*\sencoding=["']([\w.-]+)["']/.exec(file.toString('latin1', 0, 200)) ?? []
  if (declared === undefined || isUtf8(file)) return decodeText(file)
  try {
    return new TextDecoder(declared).decode(file)
  } catch {
    return decodeText(file)
  }
}
