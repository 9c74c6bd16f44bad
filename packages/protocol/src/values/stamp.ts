/** What an event carries beside itself, and a fold needs. */
export interface Stamp {
  readonly revision: number
  readonly at: number
}
