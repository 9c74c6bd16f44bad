// The one file of a form, handed on as it comes: a form is never in memory as a whole.
import { type Readable, Transform, type TransformCallback } from 'node:stream'
import { BatonError } from '@baton/protocol'

/** What a form has beside its file: edges, headers, other fields. */
const MAX_BESIDE_BYTES = 64 * 1024
const BOUNDARY = /^multipart\/form-data\s*;(?:.*;)?\s*boundary=(?:"([^"]{1,70})"|([^\s";]{1,70}))/i
const FIELD_FILE = /^content-disposition:.*[;\s]name=(?:"file"|file)\s*(?:;|$)/im
const LINE_END = Buffer.from('\r\n')
const HEADERS_END = Buffer.from('\r\n\r\n')

export function isForm(contentType = ''): boolean {
  return /^multipart\/form-data/i.test(contentType)
}

/**
 * The bytes of the first field `file`. Fails with `request.malformed`, or `request.invalid` where there is none, and as
 * the body does.
 */
export function fileInForm(body: Readable, contentType: string): Readable {
  const [, quoted, bare] = BOUNDARY.exec(contentType) ?? []
  const boundary = quoted ?? bare
  if (boundary === undefined) throw new BatonError('request.malformed')
  const file = new FormFile(boundary)
  // It may fail before anybody reads it; whoever does so then is told.
  file.on('error', () => {})
  body.once('error', (error) => file.destroy(error))
  file.once('close', () => body.unpipe(file))
  return body.pipe(file)
}

type Phase = 'preamble' | 'edge' | 'headers' | 'file' | 'field' | 'epilogue'

class FormFile extends Transform {
  readonly #edge: Buffer
  #held: Buffer = LINE_END
  #phase: Phase = 'preamble'
  #isFound = false
  #besideBytes = 0

  constructor(boundary: string) {
    super()
    this.#edge = Buffer.from(`\r\n--${boundary}`)
  }

  override _transform(piece: Buffer, _encoding: string, done: TransformCallback): void {
    try {
      this.#held = Buffer.concat([this.#held, piece])
      while (this.#step());
      done()
    } catch (error) {
      done(error as Error)
    }
  }

  override _flush(done: TransformCallback): void {
    if (this.#phase !== 'epilogue') done(new BatonError('request.malformed'))
    else done(this.#isFound ? null : new BatonError('request.invalid', { file: 'is missing' }))
  }

  /** False: more bytes have to come first. */
  #step(): boolean {
    switch (this.#phase) {
      case 'preamble':
      case 'field':
      case 'file':
        return this.#toEdge()
      case 'edge':
        return this.#behindEdge()
      case 'headers':
        return this.#throughHeaders()
      case 'epilogue':
        this.#beside(this.#held.length)
        return false
    }
  }

  #toEdge(): boolean {
    const found = this.#held.indexOf(this.#edge)
    const length = found < 0 ? Math.max(0, this.#held.length - this.#edge.length + 1) : found
    if (this.#phase !== 'file') this.#beside(length)
    else if (length > 0) this.push(this.#pass(length))
    if (found < 0) return false
    this.#beside(this.#edge.length)
    this.#phase = 'edge'
    return true
  }

  #behindEdge(): boolean {
    if (this.#held.length < LINE_END.length) return false
    const next = this.#held.toString('latin1', 0, LINE_END.length)
    if (next !== '--' && next !== '\r\n') throw new BatonError('request.malformed')
    this.#phase = next === '--' ? 'epilogue' : 'headers'
    return true
  }

  #throughHeaders(): boolean {
    const end = this.#held.indexOf(HEADERS_END)
    if (end < 0) {
      if (this.#held.length > MAX_BESIDE_BYTES) throw new BatonError('request.malformed')
      return false
    }
    const isFile = !this.#isFound && FIELD_FILE.test(this.#held.toString('utf8', 0, end))
    this.#phase = isFile ? 'file' : 'field'
    this.#isFound ||= isFile
    // The last line end stays: an empty field has its edge right behind it.
    this.#beside(end + (isFile ? HEADERS_END.length : LINE_END.length))
    return true
  }

  #beside(length: number): void {
    this.#besideBytes += length
    if (this.#besideBytes > MAX_BESIDE_BYTES)
      throw new BatonError('upload.too-large', { limit: MAX_BESIDE_BYTES })
    this.#pass(length)
  }

  #pass(length: number): Buffer {
    const passed = this.#held.subarray(0, length)
    this.#held = this.#held.subarray(length)
    return passed
  }
}
