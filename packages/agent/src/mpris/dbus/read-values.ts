import { alignmentOf, type DbusType, type DbusValue, typesIn } from './types.ts'

const DEEPEST = 32

/** The values of a signature that begin at this place of a message. Throws where they are not whole. */
export function readValues(
  signature: string,
  bytes: Buffer,
  { from = 0, isLittle }: { readonly from?: number; readonly isLittle: boolean },
): readonly DbusValue[] {
  let at = from

  function align(to: number): void {
    at = Math.ceil(at / to) * to
  }

  function take(length: number): Buffer {
    if (at + length > bytes.length) throw new Error('A message of D-Bus is cut off')
    const taken = bytes.subarray(at, at + length)
    at += length
    return taken
  }

  const unsigned = () => (isLittle ? take(4).readUInt32LE() : take(4).readUInt32BE())

  function text(length: number): string {
    const taken = take(length).toString('utf8')
    take(1)
    return taken
  }

  function read(type: DbusType, depth: number): DbusValue {
    if (depth > DEEPEST) throw new Error('A message of D-Bus is too deep')
    align(alignmentOf(type))
    switch (type.code) {
      case 'v': {
        const own = text(take(1).readUInt8())
        const [of, ...others] = typesIn(own)
        if (of === undefined || others.length > 0) throw new Error('A variant has one type')
        return { signature: own, value: read(of, depth + 1) }
      }
      case 'a': {
        const length = unsigned()
        align(alignmentOf(type.of))
        const end = at + length
        if (end > bytes.length) throw new Error('A message of D-Bus is cut off')
        const list: DbusValue[] = []
        while (at < end) list.push(read(type.of, depth + 1))
        return list
      }
      case '(':
        return type.fields.map((field) => read(field, depth + 1))
      case '{':
        return [read(type.key, depth + 1), read(type.value, depth + 1)]
      case 's':
      case 'o':
        return text(unsigned())
      case 'g':
        return text(take(1).readUInt8())
      default:
        return basic(type.code)
    }
  }

  function basic(code: string): DbusValue {
    switch (code) {
      case 'y':
        return take(1).readUInt8()
      case 'b':
        return unsigned() === 1
      case 'n':
        return isLittle ? take(2).readInt16LE() : take(2).readInt16BE()
      case 'q':
        return isLittle ? take(2).readUInt16LE() : take(2).readUInt16BE()
      case 'i':
        return isLittle ? take(4).readInt32LE() : take(4).readInt32BE()
      case 'u':
        return unsigned()
      case 'x':
        return isLittle ? take(8).readBigInt64LE() : take(8).readBigInt64BE()
      case 't':
        return isLittle ? take(8).readBigUInt64LE() : take(8).readBigUInt64BE()
      default:
        return isLittle ? take(8).readDoubleLE() : take(8).readDoubleBE()
    }
  }

  return typesIn(signature).map((type) => read(type, 0))
}
