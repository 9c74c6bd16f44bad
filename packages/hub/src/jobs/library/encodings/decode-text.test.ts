import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decoderOf, decodeText } from './decode-text.ts'
import { type OldEncoding, tellEncoding } from './tell-encoding.ts'

/** What people wrote, and the bytes that their programs made of it. */
const WRITTEN: readonly (readonly [OldEncoding, string])[] = [
  ['windows-1252', 'Fünf Äpfel'],
  ['windows-1252', 'Motörhead'],
  ['windows-1252', 'Björk'],
  ['windows-1252', 'Sigur Rós'],
  ['windows-1252', 'Ænima'],
  ['windows-1252', 'Canção do Mar'],
  ['windows-1252', 'Größenwahn'],
  ['windows-1252', 'Café del Mar'],
  ['windows-1252', 'L’été'],
  ['windows-1252', 'Señorita'],
  ['windows-1251', 'Привет мир'],
  ['windows-1251', 'Кино'],
  ['windows-1251', 'ДДТ'],
  ['windows-1251', 'Группа крови'],
  ['windows-1251', 'Ёлка'],
  ['koi8-r', 'Звезда по имени Солнце'],
  ['shift_jis', '今すぐ輪廻'],
  ['shift_jis', 'バンド'],
  ['shift_jis', 'さくら (Live)'],
  ['euc-jp', 'すばらしい日々'],
  ['gb18030', '你好世界'],
  ['gb18030', '月亮代表我的心'],
  ['gb18030', '再见'],
  ['euc-kr', '안녕하세요 사랑'],
  ['euc-kr', '봄날의 기억'],
  ['big5', '愛情的夢'],
]

test('[MF4] old encodings are told from each other by a title alone', () => {
  const wrong = WRITTEN.flatMap(([encoding, text]) => {
    const told = tellEncoding(encoded(text, encoding))
    return told === encoding ? [] : [`${text} of ${encoding} was taken for ${told}`]
  })
  assert.deepEqual(wrong, [])
})

test('[MF4] text is read as UTF-8 where it is that, by its mark, else as what it looks like', () => {
  assert.equal(decodeText(Buffer.from('Grüße, мир')), 'Grüße, мир')
  assert.equal(decodeText(Buffer.from('\ufeffGrüße')), 'Grüße')
  assert.equal(decodeText(Buffer.from('\ufeffGrüße', 'utf16le')), 'Grüße')
  assert.equal(decodeText(encoded('Привет', 'windows-1251')), 'Привет')
  const title = encoded('Ой', 'windows-1251')
  assert.equal(decoderOf([title, encoded('Группа крови на рукаве', 'windows-1251')])(title), 'Ой')
})

/** Node writes none of them: each letter is looked up among all that two bytes can say. */
function encoded(text: string, encoding: OldEncoding): Buffer {
  const bytesOf = tableOf(encoding)
  return Buffer.concat(
    [...text].map((letter) => bytesOf.get(letter) ?? assert.fail(`${letter} in ${encoding}`)),
  )
}

const tables = new Map<OldEncoding, ReadonlyMap<string, Buffer>>()

function tableOf(encoding: OldEncoding): ReadonlyMap<string, Buffer> {
  const known = tables.get(encoding)
  if (known) return known
  const table = new Map<string, Buffer>()
  const decoder = new TextDecoder(encoding)
  const note = (bytes: Buffer) => {
    const letter = decoder.decode(bytes)
    if ([...letter].length === 1 && letter !== '\ufffd' && !table.has(letter)) table.set(letter, bytes)
  }
  for (let one = 0; one < 256; one += 1) note(Buffer.from([one]))
  for (let one = 0x81; one < 255; one += 1)
    for (let two = 0x40; two < 255; two += 1) note(Buffer.from([one, two]))
  tables.set(encoding, table)
  return table
}
