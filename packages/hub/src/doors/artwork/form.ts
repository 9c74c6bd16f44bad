import { BatonError } from '@baton/protocol'

/** A form of one file and some fields, as `multipart/form-data`; it was bounded before it came here. */
export async function readForm(body: Buffer, contentType: string): Promise<FormData> {
  try {
    return await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData()
  } catch (cause) {
    throw new BatonError('request.malformed', undefined, { cause })
  }
}

/** Missing: undefined. Sent twice, or as a file: `request.invalid`. */
export function textIn(form: FormData, name: string): string | undefined {
  const [value, ...more] = form.getAll(name)
  if (value === undefined) return undefined
  if (typeof value !== 'string' || more.length > 0) {
    throw new BatonError('request.invalid', { [name]: 'must be one text' })
  }
  return value
}

export async function fileIn(form: FormData, name: string): Promise<Uint8Array> {
  const [file, ...more] = form.getAll(name)
  if (file === undefined) throw new BatonError('request.invalid', { [name]: 'is missing' })
  if (typeof file === 'string' || more.length > 0) {
    throw new BatonError('request.invalid', { [name]: 'must be one file' })
  }
  return new Uint8Array(await file.arrayBuffer())
}
