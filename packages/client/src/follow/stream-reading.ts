/** What stands in a message, in our own words; `undefined`: nothing was said of it. */
export type Fields = Readonly<Record<string, unknown>>

/** How the stream writes the rooms of one kind, where that is not field by field what their state is. */
export interface StreamReading {
  readonly family: string
  /** The fields of the state, as they stand in the message; of rooms that are listed, in one object of their list. */
  fieldsIn(said: Fields): Fields
  /** What a field is while nothing was said of it; missing: then the room is not known. */
  readonly unsaid?: Fields
}
