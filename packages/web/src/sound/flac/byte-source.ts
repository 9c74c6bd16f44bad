/** A file that lies elsewhere and is read in parts. */
export interface ByteSource {
  /** May be fewer bytes than asked for; none mean the end of the file. */
  read(from: number, length: number, signal: AbortSignal): Promise<Uint8Array>
  /** Known once something was read. */
  size(): number
}
