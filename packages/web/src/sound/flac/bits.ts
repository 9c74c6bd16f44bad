/** Reads whole numbers of any width up to 32 bits, the highest bit first. */
export interface BitReader {
  read(bits: number): number
  /** The byte behind the last bit that was read. */
  readonly byte: number
}

export function bitReader(bytes: Uint8Array, fromByte: number): BitReader {
  let at = fromByte * 8
  return {
    read: (bits) => {
      let value = 0
      for (let left = bits; left > 0; ) {
        const here = Math.min(left, 8 - (at & 7))
        const part = ((bytes[at >> 3] ?? 0) >> (8 - (at & 7) - here)) & ((1 << here) - 1)
        value = value * 2 ** here + part
        at += here
        left -= here
      }
      return value
    },
    get byte() {
      return (at + 7) >> 3
    },
  }
}
