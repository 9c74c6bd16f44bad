import { MAX_LIST_FILE_BYTES } from '@baton/protocol'

/** What a file picker offers as lists; the hub looks at what is in them. */
export const LIST_FILES = '.m3u,.m3u8,.xspf,.jspf,.json,.nsp'

/** Files larger than any list are not even read. */
export function isTooLarge({ size }: File): boolean {
  return size > MAX_LIST_FILE_BYTES
}

/** Its bytes in base64. Rejects where it cannot be read any more. */
export function contentOf(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onerror = () => reject(reader.error ?? new Error('The file cannot be read'))
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''))
    reader.readAsDataURL(file)
  })
}
