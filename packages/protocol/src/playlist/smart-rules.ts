// What a smart playlist holds follows from rules over the library and over what its owner plays and likes. Rules SP1 and
// on in docs/protocol/smart-playlists.md.
import { z } from 'zod'
import { PlaylistId } from '../values/ids.ts'
import { VisibleText } from '../values/text.ts'
import { MAX_PLAYLIST_LENGTH } from './playlist-limits.ts'

/** Of all groups together. */
export const MAX_CONDITIONS = 50
const MAX_VALUE_LENGTH = 200
/** A hundred years. */
const MAX_DAYS = 36_525
const MAX_MINUTES = 100_000
const MAX_SECONDS = 1_000_000
const MAX_PLAYS = 1_000_000
const MAX_YEAR = 9_999

export const TEXT_OPERATORS = ['is', 'is-not', 'contains', 'contains-not', 'begins', 'ends'] as const
export const NUMBER_OPERATORS = ['is', 'is-not', 'less', 'more'] as const
export const DAY_OPERATORS = ['within', 'not-within'] as const
export const DATE_OPERATORS = ['before', 'after'] as const
export const MEMBER_OPERATORS = ['in', 'not-in'] as const

const TextOperator = z.enum(TEXT_OPERATORS)
const NumberOperator = z.enum(NUMBER_OPERATORS)
const text = VisibleText.max(MAX_VALUE_LENGTH)
/** A day of the calendar, in UTC. */
const Day = z.iso.date()

const ofText = <Field extends string>(field: Field) =>
  z.strictObject({ field: z.literal(field), operator: TextOperator, value: text })

const ofNumber = <Field extends string>(field: Field, most: number) => {
  const number = z.int().min(0).max(most)
  return [
    z.strictObject({ field: z.literal(field), operator: NumberOperator, value: number }),
    z.strictObject({
      field: z.literal(field),
      operator: z.literal('between'),
      value: z.tuple([number, number]),
    }),
  ] as const
}

const ofInstant = <Field extends string>(field: Field) =>
  [
    z.strictObject({
      field: z.literal(field),
      operator: z.enum(DAY_OPERATORS),
      value: z.int().min(1).max(MAX_DAYS).describe('Days, back from now.'),
    }),
    z.strictObject({ field: z.literal(field), operator: z.enum(DATE_OPERATORS), value: Day }),
  ] as const

/** One thing that a track is asked for. What it does not have fits only what is not to be so. */
export const SmartCondition = z.union([
  ofText('title'),
  ofText('artist'),
  ofText('album'),
  ofText('genre'),
  z.strictObject({ field: z.literal('format'), operator: z.enum(['is', 'is-not']), value: text }),
  ...ofNumber('year', MAX_YEAR),
  ...ofNumber('duration', MAX_SECONDS),
  ...ofNumber('plays', MAX_PLAYS),
  ...ofInstant('added'),
  ...ofInstant('played'),
  z.strictObject({ field: z.literal('liked'), operator: z.literal('is'), value: z.boolean() }),
  z.strictObject({ field: z.literal('playlist'), operator: z.enum(MEMBER_OPERATORS), value: PlaylistId }),
])
export type SmartCondition = Readonly<z.infer<typeof SmartCondition>>
export type SmartField = SmartCondition['field']

const Match = z.enum(['all', 'any'])

/** Groups hold no groups. */
export const SmartGroup = z.strictObject({
  match: Match,
  rules: z.array(SmartCondition).min(1).max(MAX_CONDITIONS).readonly(),
})
export type SmartGroup = Readonly<z.infer<typeof SmartGroup>>

export const SMART_ORDERS = [
  'artist',
  'album',
  'title',
  'year',
  'added',
  'duration',
  'plays',
  'played',
  'liked',
  'random',
] as const

export const SmartOrder = z.strictObject({ by: z.enum(SMART_ORDERS), descending: z.boolean() })
export type SmartOrder = Readonly<z.infer<typeof SmartOrder>>

export const SmartLimit = z.union([
  z.strictObject({ tracks: z.int().min(1).max(MAX_PLAYLIST_LENGTH) }),
  z.strictObject({ minutes: z.int().min(1).max(MAX_MINUTES) }),
])
export type SmartLimit = Readonly<z.infer<typeof SmartLimit>>

export const SmartRules = z
  .strictObject({
    match: Match,
    rules: z
      .array(z.union([SmartCondition, SmartGroup]))
      .max(MAX_CONDITIONS)
      .readonly()
      .describe('Conditions, and groups of conditions. None at all: every track.'),
    order: SmartOrder,
    limit: SmartLimit.nullable().describe('Null: as many as a playlist holds.'),
    disclosed: z
      .boolean()
      .optional()
      .describe(
        'Its owner agrees that others see what follows from the plays, likes and playlists of theirs.',
      ),
  })
  .refine(({ rules }) => conditionsIn(rules).length <= MAX_CONDITIONS, 'has too many conditions')
export type SmartRules = Readonly<z.infer<typeof SmartRules>>

/** Those of groups too, in order. */
export function conditionsIn(rules: readonly (SmartCondition | SmartGroup)[]): readonly SmartCondition[] {
  return rules.flatMap((rule) => ('field' in rule ? [rule] : rule.rules))
}

/** The playlists that they name, each once. */
export function playlistsIn({ rules }: Pick<SmartRules, 'rules'>): readonly PlaylistId[] {
  const named = conditionsIn(rules).flatMap((rule) => (rule.field === 'playlist' ? [rule.value] : []))
  return [...new Set(named)]
}

const OF_LISTENING: ReadonlySet<string> = new Set<SmartField>(['plays', 'played', 'liked', 'playlist'])

/** Does what follows from them tell what somebody plays, likes or keeps in playlists? */
export function tellsListening({ rules, order }: Pick<SmartRules, 'rules' | 'order'>): boolean {
  return OF_LISTENING.has(order.by) || conditionsIn(rules).some(({ field }) => OF_LISTENING.has(field))
}

/** Do they become something else when something is liked? */
export function followsLikes({ rules, order }: Pick<SmartRules, 'rules' | 'order'>): boolean {
  return order.by === 'liked' || conditionsIn(rules).some(({ field }) => field === 'liked')
}

export function isSameRules(one: SmartRules | undefined, other: SmartRules | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
