// Folders that hold one disc of a set, as people name them: their music and their pictures belong to what lies around
// them. Rule B44. It imports nothing: threads that have to be small ask it.

const NUMBER =
  '(?:\\d{1,2}|i{1,3}|i?v|vi{1,3}|i?x|one|two|three|four|five|six|seven|eight|nine|ten|eins|zwei|drei|vier|a|b)'
const DISC = `(?:cd|disc|disk|disque|disco|cd-?rom)[\\s#._-]*${NUMBER}`
const WHOLE = new RegExp(`^[([{]?\\s*${DISC}\\s*[)\\]}]?\\s*(?:[-–—:,.(\\[].*)?$`, 'i')
const VOLUME = /^(?:vol|volume)[ ._-]*\d+$/i
const AT_THE_END = new RegExp(
  `^(.*?[^\\s([{_.,–—-])[\\s_.,–—-]*(?:[([{]|[\\s_.,–—-])\\s*${DISC}\\s*[)\\]}]?$`,
  'i',
)

/** The folder that music in `folder` belongs to: `Album/CD 1` is of `Album`, and so is `Album CD1`. */
export function albumFolder(folder: string): string {
  const slash = folder.lastIndexOf('/')
  const name = folder.slice(slash + 1)
  if (WHOLE.test(name) || VOLUME.test(name)) return folder.slice(0, Math.max(0, slash))
  const set = AT_THE_END.exec(name)?.[1]
  return set === undefined ? folder : folder.slice(0, slash + 1) + set
}
