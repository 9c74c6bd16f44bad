import type { z } from 'zod'
import type { BatonEvent } from './events.ts'
import type { Scope } from './values/scope.ts'
import type { Stamp } from './values/stamp.ts'

/** The whole state of a room: an object that names its family. */
export type RoomStateSchema<Family extends string = string> = z.ZodObject<
  { readonly family: z.ZodLiteral<Family> } & z.core.$ZodShape
>
export type BeaconSchema = z.ZodObject<{ readonly type: z.ZodLiteral<string> } & z.core.$ZodShape>

/**
 * What a family says once about one kind of its rooms. Hub, clients and doors read it from the registry in rooms.ts and
 * know no family by name.
 */
export interface RoomKind<
  Name extends string = string,
  Schema extends RoomStateSchema = RoomStateSchema,
  Beacon extends BeaconSchema = BeaconSchema,
> {
  /** As a state names it, and the name of a room up to its colon. */
  readonly family: z.infer<Schema>['family'] & string
  /** There is one room for each thing with such an id; null: everybody has exactly one, of that name. */
  readonly ofEach: z.ZodType<string> | null
  /** The id in the name of the room with this state; null: nothing is there any more that could tell. */
  idOf?(state: Readonly<z.infer<Schema>>): string | null
  /** Though there are many, one follows one of them at most: one's own. */
  readonly oneAtMost?: true
  /** What it takes to follow it. The rooms of another person are refused beside that. */
  readonly scope: Scope
  /** The first words of its events' types. */
  readonly events: readonly string[]
  readonly state: Schema
  /** What is said in it beside its events. */
  readonly beacons: readonly Beacon[]
  /** The state after an event of the room; an event that says nothing about it changes nothing. */
  fold(state: Readonly<z.infer<Schema>>, event: BatonEvent, stamp: Stamp): Readonly<z.infer<Schema>>
  /** Carries the type of the names, and nothing else. */
  readonly names?: Name
}

export function roomKind<Name extends string>() {
  return <Schema extends RoomStateSchema, Beacon extends BeaconSchema = never>(
    kind: RoomKind<Name, Schema, Beacon>,
  ): RoomKind<Name, Schema, Beacon> => kind
}

/** The id in the name of a room of this family, or null: a room of another. */
export function idInRoom<Id extends string>(family: string, room: string): Id | null {
  const isOfFamily = room.startsWith(family) && room[family.length] === ':'
  return isOfFamily ? (room.slice(family.length + 1) as Id) : null
}

/** Under which name a message of several rooms lists those of this kind; null: there is one of them at most. */
export function listedAs({ family, ofEach, oneAtMost }: RoomKind): string | null {
  if (ofEach === null || oneAtMost) return null
  return `open${family.charAt(0).toUpperCase()}${family.slice(1)}s`
}
