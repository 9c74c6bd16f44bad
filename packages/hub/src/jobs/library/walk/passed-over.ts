// Names below a music folder that are nobody's music: hidden ones, bins and thumbnails of NAS boxes and computers.
// A name may begin with dots and be music: `...And Justice`, `.38 Special`.

const NOBODYS: ReadonlySet<string> = new Set([
  '#recycle',
  '#snapshot',
  '$recycle.bin',
  '@eadir',
  '@recently-snapshot',
  '@recycle',
  '@synoresource',
  '@tmp',
  '@transcode',
  '@__thumb',
  '__macosx',
  'lost+found',
  'network trash folder',
  'recycler',
  'system volume information',
  'temporary items',
])
/** A dot and a letter, a sign or nothing: that is how programs hide things. */
const HIDDEN = /^\.(?![.\d]|\s*\p{Lu}.*\s)/u

const LONGEST = Math.max(...[...NOBODYS].map((name) => name.length))

/** Asked of every name of every scan. */
export function isPassedOver(name: string): boolean {
  if (name.startsWith('.')) return name === '.' || name === '..' || HIDDEN.test(name)
  return name.length <= LONGEST && NOBODYS.has(name.toLowerCase())
}
