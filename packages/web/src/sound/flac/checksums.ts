const crc8Table = tableOf(8, 0x07)
const crc16Table = tableOf(16, 0x8005)

/** Of the header of a FLAC frame. */
export function crc8(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0
  for (let at = from; at < to; at++) crc = crc8Table[crc ^ (bytes[at] as number)] as number
  return crc
}

/** Of a FLAC frame; 0 over a frame with its own checksum. Goes on from `before`, what it was of the bytes in front. */
export function crc16(bytes: Uint8Array, from: number, to: number, before = 0): number {
  let crc = before
  for (let at = from; at < to; at++) {
    crc = ((crc << 8) & 0xffff) ^ (crc16Table[(crc >> 8) ^ (bytes[at] as number)] as number)
  }
  return crc
}

function tableOf(width: 8 | 16, polynomial: number): Uint16Array {
  const top = 1 << (width - 1)
  const mask = (1 << width) - 1
  return Uint16Array.from({ length: 256 }, (_, value) => {
    let crc = value << (width - 8)
    for (let bit = 0; bit < 8; bit++) crc = crc & top ? ((crc << 1) ^ polynomial) & mask : crc << 1
    return crc
  })
}
