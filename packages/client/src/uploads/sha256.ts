// SHA-256 of something that comes in pieces (FIPS 180-4). Browsers have none where the page came over plain HTTP, and
// none at all for a file that does not fit into memory.
const ROUND = constants(64, 3)
const START = constants(8, 2)

export interface Sha256 {
  update(bytes: Uint8Array): void
  /** In hex. Nothing can be added after that. */
  digest(): string
}

export function sha256(): Sha256 {
  const state = Uint32Array.from(START)
  const words = new Uint32Array(64)
  const rest = new Uint8Array(64)
  let kept = 0
  let length = 0

  function block(bytes: Uint8Array, at: number): void {
    for (let i = 0; i < 16; i++) {
      const p = at + i * 4
      words[i] =
        (byte(bytes, p) << 24) | (byte(bytes, p + 1) << 16) | (byte(bytes, p + 2) << 8) | byte(bytes, p + 3)
    }
    for (let i = 16; i < 64; i++) {
      const a = word(words, i - 15)
      const b = word(words, i - 2)
      const s0 = turned(a, 7) ^ turned(a, 18) ^ (a >>> 3)
      const s1 = turned(b, 17) ^ turned(b, 19) ^ (b >>> 10)
      words[i] = (word(words, i - 16) + s0 + word(words, i - 7) + s1) | 0
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
    for (let i = 0; i < 64; i++) {
      const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + word(ROUND, i) + word(words, i)) | 0
      const s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
      h = g
      g = f
      f = e
      e = (d + t1) | 0
      d = c
      c = b
      b = a
      a = (t1 + t2) | 0
    }
    for (const [i, value] of [a, b, c, d, e, f, g, h].entries()) state[i] = word(state, i) + value
  }

  function update(bytes: Uint8Array): void {
    length += bytes.length
    let at = 0
    if (kept > 0) {
      at = Math.min(64 - kept, bytes.length)
      rest.set(bytes.subarray(0, at), kept)
      kept += at
      if (kept < 64) return
      block(rest, 0)
      kept = 0
    }
    for (; at + 64 <= bytes.length; at += 64) block(bytes, at)
    rest.set(bytes.subarray(at))
    kept = bytes.length - at
  }

  return {
    update,
    digest() {
      const bits = length * 8
      const end = new Uint8Array((kept < 56 ? 64 : 128) - kept)
      end[0] = 0x80
      const view = new DataView(end.buffer)
      view.setUint32(end.length - 8, Math.floor(bits / 2 ** 32))
      view.setUint32(end.length - 4, bits >>> 0)
      update(end)
      return [...state].map((value) => value.toString(16).padStart(8, '0')).join('')
    },
  }
}

function byte(bytes: Uint8Array, at: number): number {
  return bytes[at] as number
}

function word(words: Uint32Array, at: number): number {
  return words[at] as number
}

function turned(value: number, by: number): number {
  return (value >>> by) | (value << (32 - by))
}

/** The first bits behind the point of the square (2) or cube (3) roots of the first primes. */
function constants(count: number, root: 2 | 3): Uint32Array {
  const found: number[] = []
  for (let n = 2; found.length < count; n++) {
    if (isPrime(n)) found.push(fraction(n, root))
  }
  return Uint32Array.from(found)
}

function isPrime(n: number): boolean {
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false
  return true
}

/** To the bit: whole numbers as large as it takes. */
function fraction(n: number, root: 2 | 3): number {
  const scaled = BigInt(n) << BigInt(32 * root)
  const power = (x: bigint) => (root === 2 ? x * x : x * x * x)
  let low = 0n
  let high = 1n << 40n
  while (high - low > 1n) {
    const middle = (low + high) >> 1n
    if (power(middle) <= scaled) low = middle
    else high = middle
  }
  return Number(low & 0xffffffffn)
}
