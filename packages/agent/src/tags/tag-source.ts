/** Something that sees tags: a reader on a serial line, a pipe that another program writes into. */
export interface TagSource extends AsyncDisposable {
  /** Sees tags from now on, and says what is written on each whenever it is seen; also again while it lies there. */
  start(onTag: (text: string) => void): void
}
