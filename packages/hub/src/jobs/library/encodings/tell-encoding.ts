// Which of the encodings before UTF-8 a text was written in, told from its bytes alone. Each candidate reads the text
// and is judged by what people write: words of one script, capitals in front, letters that are common. Short texts of
// several files of one kind are best told together.

/** Those that tags and lyrics of the last decades are met in, the most usual first: it wins where two do equally well. */
const CANDIDATES = [
  'windows-1252',
  'windows-1251',
  'shift_jis',
  'gb18030',
  'euc-kr',
  'big5',
  'euc-jp',
  'koi8-r',
] as const
export type OldEncoding = (typeof CANDIDATES)[number]

/** So much of a text tells as well as all of it. */
const MAX_JUDGED = 4_096

export function tellEncoding(bytes: Buffer): OldEncoding {
  const judged = wholeLines(bytes)
  let best: { readonly encoding: OldEncoding; readonly points: number } = {
    encoding: 'windows-1252',
    points: Number.NEGATIVE_INFINITY,
  }
  for (const encoding of CANDIDATES) {
    const text = strictly(encoding, judged)
    if (text === null) continue
    const points = JUDGES[encoding](text)
    if (points > best.points) best = { encoding, points }
  }
  return best.encoding
}

/** Never in the middle of a letter of two bytes, where lines are of an ordinary length. */
function wholeLines(bytes: Buffer): Buffer {
  if (bytes.length <= MAX_JUDGED) return bytes
  const end = bytes.lastIndexOf(0x0a, MAX_JUDGED)
  return bytes.subarray(0, end > 0 ? end : MAX_JUDGED)
}

function strictly(encoding: OldEncoding, bytes: Buffer): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

/** Points for each byte that is not ASCII, so that letters of one byte and of two compare. */
type Judge = (text: string) => number

const COMMON_SIMPLIFIED = letters(
  '的一是不了在人有我他这中大来上个国到说们为子和你地出道也时年就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起还发成事只作当想看文无开手用爱情歌梦风花月夜星',
)
const COMMON_TRADITIONAL = letters(
  '的一是不了在人有我他這中大來上個國到說們為子和你地出道也時年就那要下以生會自著去之過家學對可她裡後小麼心多天而能好都然沒日於起還發成事只作當想看文無開手用愛情歌夢風花月夜星',
)
const COMMON_SYLLABLES = letters(
  '이다가는을의에고지사하나를한은도로리기어아서라자인대그시수해일내너우만면여부전제정보주구마음랑',
)
const RARE_SIGNS = /[\u0080-\u009f¡-©«-¿×÷¬ƒ†‡ˆ‰‹›˜]/u

const JUDGES: Readonly<Record<OldEncoding, Judge>> = {
  'windows-1252': western,
  'windows-1251': cyrillic,
  'koi8-r': cyrillic,
  shift_jis: (text) =>
    wide(text, (letter) => {
      if (/[\u3041-\u3096\u30a1-\u30fc]/.test(letter)) return 2.2
      // Half a width, one byte: nearly any two bytes of another encoding read as such.
      if (/[\uff61-\uff9f]/.test(letter)) return -0.5
      return /[一-龥]/.test(letter) ? 1.4 : signs(letter)
    }),
  'euc-jp': (text) =>
    wide(text, (letter) => {
      if (/[\u3041-\u3096\u30a1-\u30fc]/.test(letter)) return 2.2
      return /[一-龥]/.test(letter) ? 1.2 : signs(letter)
    }),
  gb18030: (text) => wide(text, (letter) => ideograph(letter, COMMON_SIMPLIFIED, isOfFirstLevel)),
  big5: (text) => wide(text, (letter) => ideograph(letter, COMMON_TRADITIONAL, () => true) - 0.1),
  'euc-kr': (text) =>
    wide(text, (letter) => {
      if (/[가-힣]/.test(letter)) return COMMON_SYLLABLES.has(letter) ? 2.3 : 1.5
      return /[一-龥]/.test(letter) ? -2 : signs(letter)
    }),
}

function western(text: string): number {
  let points = 0
  for (const [word] of text.matchAll(/[A-Za-z\u0080-\uffff]+/g)) {
    let run = 0
    let former = ''
    for (const letter of word) {
      if (letter <= '\x7f') run = 0
      else {
        run += 1
        points += RARE_SIGNS.test(letter) ? -1 : run > 2 || isCapitalBehindSmall(former, letter) ? -1 : 0.9
      }
      former = letter
    }
  }
  return points
}

function cyrillic(text: string): number {
  let points = 0
  for (const [word] of text.matchAll(/[A-Za-z\u0080-\uffff]+/g)) {
    const isMixed = /[a-z]/i.test(word)
    let former = ''
    for (const letter of word) {
      if (letter > '\x7f') {
        const isLetter = /[а-яёіїєґў]/i.test(letter)
        points += isLetter && !isMixed && !isCapitalBehindSmall(former, letter) ? 0.95 : -1
      }
      former = letter
    }
  }
  return points
}

function isCapitalBehindSmall(former: string, letter: string): boolean {
  return former !== former.toUpperCase() && letter !== letter.toLowerCase()
}

/** Letters of two bytes do not stand inside of Western words. */
function wide(text: string, judge: (letter: string) => number): number {
  let points = 0
  let former = ''
  for (const letter of text) {
    if (letter > '\x7f') points += judge(letter) - (/[a-z]/i.test(former) ? 1 : 0)
    else if (former > '\x7f' && /[a-z]/i.test(letter)) points -= 1
    former = letter
  }
  return points
}

function ideograph(
  letter: string,
  common: ReadonlySet<string>,
  isUsual: (letter: string) => boolean,
): number {
  if (common.has(letter)) return 2.4
  if (/[一-龥]/.test(letter)) return isUsual(letter) ? 1.5 : -0.5
  return signs(letter)
}

/** The signs of the East are welcome, whatever else is told by two bytes hardly is. */
function signs(letter: string): number {
  return /[\u3000-\u301f\uff01-\uff5e\u2010-\u2026\u00b7]/.test(letter) ? 1 : -2
}

/** The some 3,700 ideographs that the first plan of 1980 calls usual: its rows 16 to 55. */
let usual: ReadonlySet<string> | null = null

function isOfFirstLevel(letter: string): boolean {
  usual ??= firstLevel()
  return usual.has(letter)
}

function firstLevel(): ReadonlySet<string> {
  const bytes: number[] = []
  for (let row = 0xb0; row <= 0xd7; row += 1)
    for (let cell = 0xa1; cell <= 0xfe; cell += 1) bytes.push(row, cell)
  return letters(new TextDecoder('gb18030').decode(Uint8Array.from(bytes)))
}

function letters(text: string): ReadonlySet<string> {
  return new Set(text)
}
