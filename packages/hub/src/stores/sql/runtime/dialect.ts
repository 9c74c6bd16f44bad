import type { SqlEngine } from './database.ts'

/** The few places where the two engines say the same thing differently. */
export interface Dialect {
  /** Holds a selected row until the transaction ends. SQLite has one writer and needs no word for it. */
  readonly forUpdate: string
  /** One row per item of a JSON array given as a parameter; the item is called `value`. */
  readonly eachItem: string
  /** The texts of a JSON array given as a parameter, as a list to compare with `in`. */
  readonly eachText: string
}

export function dialectOf(engine: SqlEngine): Dialect {
  return engine === 'sqlite' ? SQLITE : POSTGRES
}

const SQLITE: Dialect = {
  forUpdate: '',
  eachItem: 'json_each(?)',
  eachText: '(select value from json_each(?))',
}

const POSTGRES: Dialect = {
  forUpdate: ' for update',
  eachItem: 'json_array_elements(cast(? as json))',
  eachText: '(select value from json_array_elements_text(cast(? as json)))',
}
