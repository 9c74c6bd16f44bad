/** What this door's clients are sent: instants are ISO texts there, lengths milliseconds. */
export type Document = Readonly<Record<string, unknown>>

export function iso(instant: number): string {
  return new Date(instant).toISOString()
}
