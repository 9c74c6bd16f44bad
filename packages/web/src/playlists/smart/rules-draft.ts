// Rules while somebody writes them: every value is a text that is being typed, and may not be one that the hub takes.
import { randomId } from '@baton/client'
import {
  DATE_OPERATORS,
  DAY_OPERATORS,
  MAX_CONDITIONS,
  MEMBER_OPERATORS,
  NUMBER_OPERATORS,
  SmartCondition,
  type SmartField,
  type SmartOrder,
  SmartRules,
  TEXT_OPERATORS,
} from '@baton/protocol'

export type Operator = SmartCondition['operator']
export type Match = SmartRules['match']

export interface DraftCondition {
  readonly id: string
  readonly field: SmartField
  readonly operator: Operator
  readonly value: string
  /** Where something is between two numbers: the second one. */
  readonly until: string
}

export interface DraftGroup {
  readonly id: string
  readonly match: Match
  readonly rules: readonly DraftCondition[]
}

export type DraftRule = DraftCondition | DraftGroup

export interface RulesDraft {
  readonly match: Match
  readonly rules: readonly DraftRule[]
  readonly order: SmartOrder
  readonly limit: 'none' | 'tracks' | 'minutes'
  readonly most: string
  readonly disclosed: boolean
}

export const FIELDS: readonly SmartField[] = [
  'title',
  'artist',
  'album',
  'genre',
  'year',
  'added',
  'played',
  'plays',
  'liked',
  'duration',
  'format',
  'playlist',
]

const NUMBERS: readonly Operator[] = [...NUMBER_OPERATORS, 'between']
const INSTANTS: readonly Operator[] = [...DAY_OPERATORS, ...DATE_OPERATORS]
const OPERATORS: Readonly<Record<SmartField, readonly Operator[]>> = {
  title: TEXT_OPERATORS,
  artist: TEXT_OPERATORS,
  album: TEXT_OPERATORS,
  genre: TEXT_OPERATORS,
  format: ['is', 'is-not'],
  year: NUMBERS,
  duration: NUMBERS,
  plays: NUMBERS,
  added: INSTANTS,
  played: INSTANTS,
  liked: ['is'],
  playlist: MEMBER_OPERATORS,
}

export function operatorsOf(field: SmartField): readonly Operator[] {
  return OPERATORS[field]
}

/** What its value is typed or chosen in. */
export function inputOf({
  field,
  operator,
}: DraftCondition): 'text' | 'number' | 'date' | 'liked' | 'playlist' {
  if (field === 'liked' || field === 'playlist') return field
  if (operator === 'before' || operator === 'after') return 'date'
  const isNumber = OPERATORS[field] === NUMBERS || operator === 'within' || operator === 'not-within'
  return isNumber ? 'number' : 'text'
}

export function newCondition(field: SmartField = 'genre'): DraftCondition {
  const [operator = 'is'] = OPERATORS[field]
  return { id: randomId(), field, operator, value: field === 'liked' ? 'yes' : '', until: '' }
}

export function newGroup(match: Match): DraftGroup {
  return { id: randomId(), match, rules: [newCondition()] }
}

/** What was typed stays where it still fits. */
export function withField(condition: DraftCondition, field: SmartField): DraftCondition {
  const fresh = { ...newCondition(field), id: condition.id }
  const operator = OPERATORS[field].includes(condition.operator) ? condition.operator : fresh.operator
  const next = { ...fresh, operator }
  const keeps = inputOf(next) === inputOf(condition) && inputOf(next) === 'text'
  return keeps ? { ...next, value: condition.value } : next
}

export function withOperator(condition: DraftCondition, operator: Operator): DraftCondition {
  const next = { ...condition, operator }
  return inputOf(next) === inputOf(condition) ? next : { ...next, value: '', until: '' }
}

export function conditionsOf(rules: readonly DraftRule[]): readonly DraftCondition[] {
  return rules.flatMap((rule) => ('rules' in rule ? rule.rules : [rule]))
}

export function hasRoom({ rules }: RulesDraft): boolean {
  return conditionsOf(rules).length < MAX_CONDITIONS
}

/** Puts something in the place of a rule, in a group too; null takes it away, and a group that is empty then. */
export function replaced(
  rules: readonly DraftRule[],
  id: string,
  next: DraftRule | null,
): readonly DraftRule[] {
  return rules.flatMap((rule): readonly DraftRule[] => {
    if (rule.id === id) return next ? [next] : []
    if (!('rules' in rule)) return [rule]
    const inner = replaced(rule.rules, id, next) as readonly DraftCondition[]
    return inner.length === 0 ? [] : [{ ...rule, rules: inner }]
  })
}

/** Null where the hub would not take it. */
export function conditionIn(draft: DraftCondition): SmartCondition | null {
  const { field, operator } = draft
  return SmartCondition.safeParse({ field, operator, value: valueIn(draft) }).data ?? null
}

/** Null while one of them is not whole. */
export function rulesIn(draft: RulesDraft): SmartRules | null {
  const rules = draft.rules.map((rule) =>
    'rules' in rule ? { match: rule.match, rules: rule.rules.map(conditionIn) } : conditionIn(rule),
  )
  const most = numberIn(draft.most)
  const limit = draft.limit === 'none' ? null : { [draft.limit]: most }
  const { match, order, disclosed } = draft
  return SmartRules.safeParse({ match, rules, order, limit, ...(disclosed && { disclosed }) }).data ?? null
}

export function draftOf(rules: SmartRules | null): RulesDraft {
  if (rules === null) {
    return {
      match: 'all',
      rules: [newCondition()],
      order: { by: 'random', descending: false },
      limit: 'tracks',
      most: '50',
      disclosed: false,
    }
  }
  const { match, order, limit, disclosed = false } = rules
  return {
    match,
    rules: rules.rules.map((rule) =>
      'field' in rule
        ? draftCondition(rule)
        : { id: randomId(), match: rule.match, rules: rule.rules.map(draftCondition) },
    ),
    order,
    ...limitOf(limit),
    disclosed,
  }
}

function limitOf(limit: SmartRules['limit']): Pick<RulesDraft, 'limit' | 'most'> {
  if (limit === null) return { limit: 'none', most: '' }
  return 'tracks' in limit
    ? { limit: 'tracks', most: String(limit.tracks) }
    : { limit: 'minutes', most: String(limit.minutes) }
}

function draftCondition({ field, operator, value }: SmartCondition): DraftCondition {
  const [first, until = ''] = Array.isArray(value) ? value.map(String) : [textOf(value)]
  return { id: randomId(), field, operator, value: first ?? '', until }
}

function textOf(value: string | number | boolean | readonly number[]): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return String(value)
}

function valueIn(draft: DraftCondition): unknown {
  switch (inputOf(draft)) {
    case 'number': {
      const first = numberIn(draft.value)
      return draft.operator === 'between' ? [first, numberIn(draft.until)] : first
    }
    case 'liked':
      return draft.value === 'yes'
    default:
      return draft.value
  }
}

function numberIn(text: string): number | null {
  return /^\s*\d+\s*$/.test(text) ? Number(text) : null
}
