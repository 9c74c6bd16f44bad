/** `struct input_event` of Linux: an instant as two numbers of the machine's width, then what happened. */
const HEAD_BYTES = ['arm', 'ia32', 'mips', 'mipsel', 'ppc'].includes(process.arch) ? 8 : 16
export const INPUT_EVENT_BYTES = HEAD_BYTES + 8
const EV_SYN = 0
const SYN_DROPPED = 3
const EV_KEY = 1
const PRESSED = 1

/** Keys by their codes in Linux' input-event-codes.h, of the row above the letters, the letters, and the number pad. */
const DIGITS: ReadonlyMap<number, string> = new Map([
  ...[2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((code, place) => [code, String((place + 1) % 10)] as const),
  ...[82, 79, 80, 81, 75, 76, 77, 71, 72, 73].map((code, place) => [code, String(place)] as const),
  ...[30, 48, 46, 32, 18, 33].map((code, place) => [code, 'abcdef'.charAt(place)] as const),
])
const ENTERS: ReadonlySet<number> = new Set([28, 96])
/** Minus, semicolon (with shift a colon), dot, space and both shifts: they stand between digits, if anything. */
const BETWEEN: ReadonlySet<number> = new Set([12, 39, 52, 57, 42, 54])

const MOST_DIGITS = 64
/** Who types slower is a person. */
const LONGEST_GAP_MS = 1_000
const LARGEST_NUMBER = 0xffff_ffff

/**
 * Finds the numbers of tags in what a keyboard says: digits, then Enter. Anything else that is typed, a pause in between,
 * or a loss of keystrokes makes the line worthless up to its end.
 */
export function typedTags(onTag: (text: string) => void): (bytes: Buffer) => void {
  let rest = Buffer.alloc(0)
  let digits = ''
  let isWorthless = false
  let lastAt = 0

  function press(code: number, at: number): void {
    if (at - lastAt > LONGEST_GAP_MS) begin()
    lastAt = at
    if (ENTERS.has(code)) {
      const typed = isWorthless ? '' : digits
      begin()
      if (typed !== '') onTag(numberOf(typed))
      return
    }
    if (BETWEEN.has(code)) return
    const digit = DIGITS.get(code)
    if (digit === undefined || digits.length >= MOST_DIGITS) isWorthless = true
    else digits += digit
  }

  function begin(): void {
    digits = ''
    isWorthless = false
  }

  return (bytes) => {
    rest = Buffer.concat([rest, bytes])
    while (rest.length >= INPUT_EVENT_BYTES) {
      const type = rest.readUInt16LE(HEAD_BYTES)
      const code = rest.readUInt16LE(HEAD_BYTES + 2)
      if (type === EV_SYN && code === SYN_DROPPED) isWorthless = true
      if (type === EV_KEY && rest.readInt32LE(HEAD_BYTES + 4) === PRESSED) press(code, instantOf(rest))
      rest = rest.subarray(INPUT_EVENT_BYTES)
    }
  }
}

function instantOf(event: Buffer): number {
  const half = HEAD_BYTES / 2
  return event.readUInt32LE(0) * 1_000 + event.readUInt32LE(half) / 1_000
}

/** Ten decimal digits are the four bytes of a number, as most readers write it; everything else is hexadecimal already. */
function numberOf(digits: string): string {
  const isDecimal = /^\d{10}$/.test(digits) && Number(digits) <= LARGEST_NUMBER
  return isDecimal ? Number(digits).toString(16).padStart(8, '0') : digits
}
