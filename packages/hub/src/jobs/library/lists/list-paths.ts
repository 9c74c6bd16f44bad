// Where a list says that a track lies: a path of any system, relative or not, or a URL. Nothing here is ever opened.

/** Folders deeper than this are not compared. */
const MAX_NAMES = 40
const URL_HEAD = /^([a-z][a-z0-9+.-]+):\/\/[^/\\]*/i
const ROOTED = /^(?:[\\/]|[a-z]:)/i
const ENCODED = /%[0-9a-f]{2}/i

/**
 * The folders and the file name, in each way in which the text can be read: as it stands, and with what is written as
 * `%20` made of it; where the list lies in a known place, first as seen from there. Drives and hosts are names like others: what matters is how a path ends.
 */
export function pathsIn(location: string, place: readonly string[] = []): readonly (readonly string[])[] {
  const path = location.replace(URL_HEAD, '')
  const readings = ENCODED.test(path) ? [path, percentDecoded(path)] : [path]
  const isRelative = place.length > 0 && path === location && !ROOTED.test(path)
  return readings
    .flatMap((one) => (isRelative ? [namesIn(one, place), namesIn(one)] : [namesIn(one)]))
    .filter((names) => names.length > 0)
}

/** Both separators count: what was written on one system is read on another. */
function namesIn(path: string, place: readonly string[] = []): readonly string[] {
  const names = [...place]
  for (const name of path.split(/[\\/]+/)) {
    if (name === '' || name === '.') continue
    if (name === '..') names.pop()
    else names.push(name)
  }
  return names.slice(-MAX_NAMES)
}

/** What is no UTF-8 was written by a program of one byte per letter. */
function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    const bytes = text.replace(/%([0-9a-f]{2})/gi, (_, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 16)),
    )
    return new TextDecoder('windows-1252').decode(Buffer.from(bytes, 'latin1'))
  }
}
