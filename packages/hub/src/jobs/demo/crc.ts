const TABLE8 = Uint8Array.from({ length: 256 }, (_, byte) => remainder(byte, 8, 0x07))
const TABLE16 = Uint16Array.from({ length: 256 }, (_, byte) => remainder(byte << 8, 16, 0x8005))

export function crc8(bytes: Uint8Array): number {
  let crc = 0
  for (const byte of bytes) crc = TABLE8[crc ^ byte] as number
  return crc
}

export function crc16(bytes: Uint8Array): number {
  let crc = 0
  for (const byte of bytes) crc = ((crc << 8) ^ (TABLE16[(crc >> 8) ^ byte] as number)) & 0xffff
  return crc
}

function remainder(value: number, width: number, polynomial: number): number {
  let rest = value
  for (let bit = 0; bit < 8; bit += 1) {
    rest = rest & (1 << (width - 1)) ? (rest << 1) ^ polynomial : rest << 1
  }
  return rest & ((1 << width) - 1)
}
