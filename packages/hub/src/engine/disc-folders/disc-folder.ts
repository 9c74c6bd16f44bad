// Folders that hold one disc of a set, as people name them: their music and their pictures belong to what lies around
// them, and they say which disc it is. Rule B44. It imports nothing: threads that have to be small ask it.

/** Numbers as people write them into names, by what they count. */
const WRITTEN: Readonly<Record<string, number>> = {
  ...{ i: 1, ii: 2, iii: 3, iv: 4, v: 5, vi: 6, vii: 7, viii: 8, ix: 9, x: 10 },
  ...{ one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10 },
  ...{ eins: 1, zwei: 2, drei: 3, vier: 4, a: 1, b: 2 },
}
const WORDS = Object.keys(WRITTEN).sort((one, other) => other.length - one.length)
const NUMBER = `(\\d{1,2}|${WORDS.join('|')})(?![\\p{L}\\p{N}])`
const DISC = `(?:cd|disc|disk|disque|disco|cd-?rom)[\\s#._-]*${NUMBER}(?:\\s*of\\s*\\d{1,2})?`
const WHOLE = new RegExp(`^[([{]?\\s*${DISC}\\s*[)\\]}]?\\s*(?:[-–—:,.(\\[].*)?$`, 'iu')
/** `CD1 Live`: only of digits, since `Disc One More Time` is a title. */
const CALLED = /^(?:cd|disc|disk)[\s#._-]*(\d{1,2})[\s_]+\S/i
const VOLUME = /^(?:vol|volume)[ ._-]*(\d+)$/i
const AT_THE_END = new RegExp(
  `^(.*?[^\\s([{_.,–—-])[\\s_.,–—-]*(?:[([{]|[\\s_.,–—-])\\s*${DISC}\\s*[)\\]}]?$`,
  'iu',
)

/** The folder that music in `folder` belongs to: `Album/CD 1` is of `Album`, and so is `Album CD1`. */
export function albumFolder(folder: string): string {
  const { parent, name } = divided(folder)
  if (WHOLE.test(name) || CALLED.test(name) || VOLUME.test(name)) return parent.slice(0, -1)
  const set = AT_THE_END.exec(name)?.[1]
  return set === undefined ? folder : parent + set
}

/** Which disc of a set it holds; null where its name does not say so. */
export function discOfFolder(folder: string): number | null {
  const { name } = divided(folder)
  const written =
    (WHOLE.exec(name) ?? CALLED.exec(name) ?? VOLUME.exec(name))?.[1] ?? AT_THE_END.exec(name)?.[2]
  if (written === undefined) return null
  const number = WRITTEN[written.toLowerCase()] ?? Number(written)
  return number > 0 && number < 100 ? number : null
}

function divided(folder: string): { readonly parent: string; readonly name: string } {
  const slash = folder.lastIndexOf('/') + 1
  return { parent: folder.slice(0, slash), name: folder.slice(slash) }
}
