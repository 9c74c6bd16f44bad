import { alignmentOf, type DbusType, type DbusValue, isVariant, typesIn } from './types.ts'

/** The values of a signature as bytes, little-endian, for a place whose alignment is that of a message. */
export function writtenValues(signature: string, values: readonly DbusValue[]): Buffer {
  const bytes: number[] = []
  typesIn(signature).forEach((type, nth) => {
    write(bytes, type, values[nth])
  })
  return Buffer.from(bytes)
}

function align(bytes: number[], to: number): void {
  while (bytes.length % to !== 0) bytes.push(0)
}

function write(bytes: number[], type: DbusType, value: DbusValue | undefined): void {
  if (value === undefined) throw new Error('A value is missing')
  align(bytes, alignmentOf(type))
  switch (type.code) {
    case 'v': {
      if (!isVariant(value)) throw new Error('A variant is missing')
      const [of, ...others] = typesIn(value.signature)
      if (of === undefined || others.length > 0) throw new Error('A variant has one type')
      writeShort(bytes, value.signature)
      write(bytes, of, value.value)
      return
    }
    case 'a': {
      const length = bytes.length
      bytes.push(0, 0, 0, 0)
      align(bytes, alignmentOf(type.of))
      const start = bytes.length
      for (const one of listOf(value)) write(bytes, type.of, one)
      bytes.splice(length, 4, ...number(4, (buffer) => buffer.writeUInt32LE(bytes.length - start)))
      return
    }
    case '(':
      type.fields.forEach((field, nth) => {
        write(bytes, field, listOf(value)[nth])
      })
      return
    case '{':
      write(bytes, type.key, listOf(value)[0])
      write(bytes, type.value, listOf(value)[1])
      return
    case 's':
    case 'o': {
      const text = Buffer.from(String(value))
      bytes.push(...number(4, (buffer) => buffer.writeUInt32LE(text.length)), ...text, 0)
      return
    }
    case 'g':
      writeShort(bytes, String(value))
      return
    default:
      bytes.push(...basic(type.code, value))
  }
}

function writeShort(bytes: number[], text: string): void {
  bytes.push(text.length, ...Buffer.from(text), 0)
}

function basic(code: string, value: DbusValue): Buffer {
  const plain = Number(value)
  switch (code) {
    case 'y':
      return Buffer.from([plain])
    case 'b':
      return number(4, (buffer) => buffer.writeUInt32LE(value ? 1 : 0))
    case 'n':
      return number(2, (buffer) => buffer.writeInt16LE(plain))
    case 'q':
      return number(2, (buffer) => buffer.writeUInt16LE(plain))
    case 'i':
      return number(4, (buffer) => buffer.writeInt32LE(plain))
    case 'u':
      return number(4, (buffer) => buffer.writeUInt32LE(plain))
    case 'x':
      return number(8, (buffer) => buffer.writeBigInt64LE(BigInt(value as bigint)))
    case 't':
      return number(8, (buffer) => buffer.writeBigUInt64LE(BigInt(value as bigint)))
    default:
      return number(8, (buffer) => buffer.writeDoubleLE(plain))
  }
}

function number(length: number, fill: (buffer: Buffer) => void): Buffer {
  const buffer = Buffer.alloc(length)
  fill(buffer)
  return buffer
}

function listOf(value: DbusValue): readonly DbusValue[] {
  if (!Array.isArray(value)) throw new Error('A list is missing')
  return value as readonly DbusValue[]
}
