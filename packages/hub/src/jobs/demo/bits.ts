/** Writes numbers of any width, most significant bit first, into one growing run of bytes. */
export type Bits = {
  /** `width` from 0 to 32. */
  put(value: number, width: number): void
  /** `zeros` zero bits and a one. */
  putUnary(zeros: number): void
  /** Fills the last byte with zeros. */
  align(): void
  readonly length: number
  /** What was written so far; call it aligned. Valid until the next write. */
  bytes(from?: number): Uint8Array
  clear(): void
}

export function bits(capacity: number): Bits {
  let buffer = new Uint8Array(capacity)
  let length = 0
  let pending = 0
  let pendingBits = 0

  const drain = () => {
    if (length + 8 > buffer.length) {
      const larger = new Uint8Array(buffer.length * 2)
      larger.set(buffer)
      buffer = larger
    }
    while (pendingBits >= 8) {
      pendingBits -= 8
      buffer[length] = pending >>> pendingBits
      length += 1
    }
    pending &= (1 << pendingBits) - 1
  }
  /** At most 16 bits: together with seven pending ones they fit an integer. */
  const putSome = (value: number, width: number) => {
    pending = (pending << width) | (value & ((1 << width) - 1))
    pendingBits += width
    if (pendingBits >= 8) drain()
  }
  return {
    put(value, width) {
      if (width > 16) putSome(value >>> 16, width - 16)
      putSome(value, Math.min(width, 16))
    },
    putUnary(zeros) {
      let left = zeros
      for (; left >= 16; left -= 16) putSome(0, 16)
      putSome(1, left + 1)
    },
    align() {
      if (pendingBits > 0) putSome(0, 8 - pendingBits)
    },
    get length() {
      return length
    },
    bytes: (from = 0) => buffer.subarray(from, length),
    clear() {
      length = 0
      pending = 0
      pendingBits = 0
    },
  }
}
