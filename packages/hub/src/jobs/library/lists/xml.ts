// The part of XML that lists are written in. What a list has no use for and others abuse is refused: document types,
// entities of one's own, endless nesting.

export type XmlToken =
  | { readonly kind: 'open'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'close'; readonly name: string }

export class XmlRefused extends Error {
  readonly reason: 'doctype' | 'entity' | 'damaged'
  constructor(reason: XmlRefused['reason']) {
    super(`This XML is not read: ${reason}`)
    this.reason = reason
  }
}

const MAX_DEPTH = 32
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const NAME = /^[^\s/>"'=<&]+/u

/** Elements with the local part of their names, and the text between them; attributes are left out. Throws `XmlRefused`. */
export function* xmlTokens(source: string): Generator<XmlToken> {
  const open: string[] = []
  let at = 0
  let hasRoot = false
  while (at < source.length) {
    const tag = source.indexOf('<', at)
    const text = source.slice(at, tag < 0 ? source.length : tag)
    if (open.length > 0) {
      if (text !== '') yield { kind: 'text', text: withEntities(text) }
    } else if (text.trim() !== '') throw new XmlRefused('damaged')
    if (tag < 0) break
    if (source.startsWith('<!--', tag)) at = behind(source, '-->', tag + 4)
    else if (source.startsWith('<?', tag)) at = behind(source, '?>', tag + 2)
    else if (source.startsWith('<![CDATA[', tag)) {
      at = behind(source, ']]>', tag + 9)
      yield { kind: 'text', text: source.slice(tag + 9, at - 3) }
    } else if (source.startsWith('<!', tag)) throw new XmlRefused('doctype')
    else if (source.startsWith('</', tag)) {
      at = behind(source, '>', tag + 2)
      const name = localPart(source.slice(tag + 2, at - 1).trim())
      if (open.pop() !== name) throw new XmlRefused('damaged')
      yield { kind: 'close', name }
    } else {
      at = endOfTag(source, tag + 1)
      const inside = source.slice(tag + 1, at - 1)
      const name = localPart(NAME.exec(inside)?.[0] ?? '')
      if (name === '' || open.length >= MAX_DEPTH || (open.length === 0 && hasRoot)) {
        throw new XmlRefused('damaged')
      }
      hasRoot = true
      yield { kind: 'open', name }
      if (inside.endsWith('/')) yield { kind: 'close', name }
      else open.push(name)
    }
  }
  if (open.length > 0 || !hasRoot) throw new XmlRefused('damaged')
}

function behind(source: string, end: string, from: number): number {
  const found = source.indexOf(end, from)
  if (found < 0) throw new XmlRefused('damaged')
  return found + end.length
}

/** A `>` may stand in the value of an attribute. */
function endOfTag(source: string, from: number): number {
  let quote = ''
  for (let at = from; at < source.length; at += 1) {
    const letter = source[at] as string
    if (quote !== '') {
      if (letter === quote) quote = ''
    } else if (letter === '"' || letter === "'") quote = letter
    else if (letter === '>') return at + 1
    else if (letter === '<') break
  }
  throw new XmlRefused('damaged')
}

function localPart(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

function withEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&([^;&\s]{0,32};?)/g, (_, named: string) => {
    if (!named.endsWith(';')) throw new XmlRefused('damaged')
    const name = named.slice(0, -1)
    const digits = /^#(?:x([0-9a-f]{1,6})|(\d{1,7}))$/i.exec(name)
    if (digits) return letterOf(digits[1] ? Number.parseInt(digits[1], 16) : Number(digits[2]))
    const letter = Object.hasOwn(NAMED, name) ? NAMED[name] : undefined
    if (letter === undefined) throw new XmlRefused('entity')
    return letter
  })
}

function letterOf(code: number): string {
  if (code > 0x10ffff) throw new XmlRefused('damaged')
  return String.fromCodePoint(code)
}

/** Text as it stands between tags. What XML cannot hold is left out. */
export function xmlText(text: string): string {
  return (
    text
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that XML does not allow
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replace(/[&<>]/g, (letter) => (letter === '&' ? '&amp;' : letter === '<' ? '&lt;' : '&gt;'))
  )
}
