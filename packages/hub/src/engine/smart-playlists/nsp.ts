// Rules as Navidrome writes them, in files that end in `.nsp`. What only one of the two programs can say is refused when
// it is read, and left out when it is written: docs/protocol/smart-playlists.md has the table.
import {
  BatonError,
  MAX_PLAYLIST_LENGTH,
  type PlaylistView,
  type SmartCondition,
  type SmartField,
  SmartRules,
} from '@baton/protocol'
import type { z } from 'zod'
import type { ListFile } from '../api/playlist-files.ts'

/** Rules that people write are smaller by far. */
const MAX_BYTES = 256 * 1024
const MAX_PLAYS = 1_000_000

export interface NspList {
  readonly title: string | null
  readonly description: string
  readonly rules: SmartRules
}

const FIELDS: Readonly<Record<string, SmartField>> = {
  title: 'title',
  artist: 'artist',
  album: 'album',
  genre: 'genre',
  filetype: 'format',
  codec: 'format',
  year: 'year',
  duration: 'duration',
  playcount: 'plays',
  dateadded: 'added',
  lastplayed: 'played',
  loved: 'liked',
}
const FIELD_NAMES: Readonly<Record<Exclude<SmartField, 'playlist'>, string>> = {
  title: 'title',
  artist: 'artist',
  album: 'album',
  genre: 'genre',
  format: 'filetype',
  year: 'year',
  duration: 'duration',
  plays: 'playcount',
  added: 'dateadded',
  played: 'lastplayed',
  liked: 'loved',
}
const OPERATORS: Readonly<Record<string, SmartCondition['operator']>> = {
  is: 'is',
  isnot: 'is-not',
  gt: 'more',
  lt: 'less',
  contains: 'contains',
  notcontains: 'contains-not',
  startswith: 'begins',
  endswith: 'ends',
  intherange: 'between',
  before: 'before',
  after: 'after',
  inthelast: 'within',
  notinthelast: 'not-within',
}
const OPERATOR_NAMES: Readonly<Record<SmartCondition['operator'], string>> = {
  is: 'is',
  'is-not': 'isNot',
  more: 'gt',
  less: 'lt',
  contains: 'contains',
  'contains-not': 'notContains',
  begins: 'startsWith',
  ends: 'endsWith',
  between: 'inTheRange',
  before: 'before',
  after: 'after',
  within: 'inTheLast',
  'not-within': 'notInTheLast',
  in: 'inPlaylist',
  'not-in': 'notInPlaylist',
}
const ORDERS: Readonly<Record<string, SmartRules['order']['by']>> = {
  title: 'title',
  artist: 'artist',
  album: 'album',
  year: 'year',
  dateadded: 'added',
  duration: 'duration',
  playcount: 'plays',
  lastplayed: 'played',
  dateloved: 'liked',
  random: 'random',
}
const ORDER_NAMES: Readonly<Record<SmartRules['order']['by'], string>> = {
  title: 'title',
  artist: 'artist',
  album: 'album',
  year: 'year',
  added: 'dateadded',
  duration: 'duration',
  plays: 'playcount',
  played: 'lastplayed',
  liked: 'dateloved',
  random: 'random',
}

type Written = Readonly<Record<string, unknown>>

/** Null: the file is something else. Throws `playlist.rules-unknown`, with what it is that Baton does not know. */
export function rulesInNsp(bytes: Uint8Array): NspList | null {
  const list = bytes.length <= MAX_BYTES ? written(bytes) : null
  if (list === null || !(Array.isArray(list.all) || Array.isArray(list.any))) return null
  const [match, rules] = joined(list)
  const read = {
    match,
    rules: rules.map((rule) => {
      if (!('all' in rule || 'any' in rule)) return conditionIn(rule)
      const [inner, conditions] = joined(rule)
      return { match: inner, rules: conditions.map(conditionIn) }
    }),
    order: orderIn(list),
    limit: limitIn(list),
  }
  const parsed = SmartRules.safeParse(read)
  if (!parsed.success) throw unknown(firstProblem(parsed.error, read.rules))
  const { name, comment } = list
  return {
    title: typeof name === 'string' ? name : null,
    description: typeof comment === 'string' ? comment : '',
    rules: parsed.data,
  }
}

/**
 * Null: the file is something else, and is not called as one of these is. What is called so is never taken for a list of
 * tracks, since it may begin as one does: `playlist.file-unreadable`.
 */
export function rulesInFile({ filename, bytes }: ListFile): NspList | null {
  const list = rulesInNsp(bytes)
  if (list === null && /\.nsp$/i.test(filename))
    throw new BatonError('playlist.file-unreadable', { reason: 'not-a-list' })
  return list
}

/** What Navidrome has no word for is left out: a limit by length. */
export function nspOf(
  { title, description }: Pick<PlaylistView, 'title' | 'description'>,
  rules: SmartRules,
): object {
  const { match, order, limit } = rules
  return {
    name: title,
    comment: description,
    [match]: rules.rules.map((rule) =>
      'field' in rule ? conditionOf(rule) : { [rule.match]: rule.rules.map(conditionOf) },
    ),
    sort: ORDER_NAMES[order.by],
    order: order.descending ? 'desc' : 'asc',
    ...(limit && 'tracks' in limit && { limit: limit.tracks }),
  }
}

function conditionOf(rule: SmartCondition): object {
  const operator = OPERATOR_NAMES[rule.operator]
  if (rule.field === 'playlist') return { [operator]: { id: rule.value } }
  return { [operator]: { [FIELD_NAMES[rule.field]]: rule.value } }
}

function joined(group: Written): readonly ['all' | 'any', readonly Written[]] {
  const match = 'all' in group ? 'all' : 'any'
  const rules = group[match]
  if (!Array.isArray(rules) || Object.keys(group).filter((key) => key === 'all' || key === 'any').length > 1)
    throw unknown('all, any')
  return [match, rules.map(objectIn)]
}

function conditionIn(rule: Written): object {
  const [[name, about] = ['', null], ...others] = Object.entries(rule)
  if (others.length > 0 || name === 'all' || name === 'any') throw unknown(name)
  const [[key, value] = ['', null], ...more] = Object.entries(objectIn(about))
  const operator = name.toLowerCase()
  if (operator === 'inplaylist' || operator === 'notinplaylist') {
    if (key !== 'id' || more.length > 0) throw unknown(name)
    return { field: 'playlist', operator: operator === 'inplaylist' ? 'in' : 'not-in', value }
  }
  const field = FIELDS[key.toLowerCase()]
  const own = OPERATORS[operator]
  if (!field || !own || more.length > 0) throw unknown(field ? name : key)
  if (field === 'liked') return { field, operator: 'is', value: own === 'is-not' ? value === false : value }
  // That is how all tracks are asked for there.
  if (field === 'plays' && own === 'more' && typeof value === 'number' && value < 0)
    return { field, operator: 'between', value: [0, MAX_PLAYS] }
  const isFraction = field === 'duration' && typeof value === 'number'
  return { field, operator: own, value: isFraction ? Math.floor(value) : value }
}

/** The first of several decides. */
function orderIn({ sort, order }: Written): SmartRules['order'] {
  const isTurned = order === 'desc'
  if (sort === undefined || sort === '') return { by: 'title', descending: isTurned }
  if (typeof sort !== 'string') throw unknown('sort')
  const [, sign, name = ''] = /^\s*([+-]?)\s*([^,\s]*)/.exec(sort) ?? []
  const by = ORDERS[name.toLowerCase()]
  if (!by) throw unknown(name)
  return { by, descending: (sign === '-') !== isTurned }
}

function limitIn({ limit, limitPercent }: Written): SmartRules['limit'] {
  if (limitPercent !== undefined) throw unknown('limitPercent')
  if (limit === undefined || limit === 0) return null
  if (typeof limit !== 'number') throw unknown('limit')
  return { tracks: Math.min(limit, MAX_PLAYLIST_LENGTH) }
}

function objectIn(value: unknown): Written {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw unknown(String(value))
  return value as Written
}

/** The field of the rule in which the first problem lies. */
function firstProblem(error: z.ZodError, rules: readonly object[]): string {
  const [first] = error.issues
  const [part, at] = first?.path ?? []
  const rule = part === 'rules' && typeof at === 'number' ? rules[at] : undefined
  return rule && 'field' in rule ? String(rule.field) : String(part ?? '')
}

function unknown(what: string): BatonError {
  return new BatonError('playlist.rules-unknown', { what: what.slice(0, 100) })
}

/** JSON, in which lines may end in a comment; null for anything else. */
function written(bytes: Uint8Array): Written | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    const list: unknown = JSON.parse(withoutComments(text))
    return list === null || typeof list !== 'object' || Array.isArray(list) ? null : (list as Written)
  } catch {
    return null
  }
}

/** Each sign is looked at once, whatever is opened and never closed. A comment without an end stays, and is no JSON. */
function withoutComments(text: string): string {
  const opening = /"|\/\/|\/\*/g
  let bare = ''
  let at = 0
  for (let found = opening.exec(text); found; found = opening.exec(text)) {
    const [sign] = found
    const end =
      sign === '"' ? endOfString(text, opening.lastIndex) : endOfComment(sign, text, opening.lastIndex)
    if (end === null) break
    bare += text.slice(at, sign === '"' ? end : found.index)
    at = end
    opening.lastIndex = end
  }
  return bare + text.slice(at)
}

function endOfString(text: string, from: number): number | null {
  const signs = /\\.|"/gs
  signs.lastIndex = from
  for (let found = signs.exec(text); found; found = signs.exec(text)) {
    if (found[0] === '"') return signs.lastIndex
  }
  return null
}

/** A line keeps its end. */
function endOfComment(sign: string, text: string, from: number): number | null {
  const end = text.indexOf(sign === '//' ? '\n' : '*/', from)
  if (sign === '//') return end < 0 ? text.length : end
  return end < 0 ? null : end + 2
}
