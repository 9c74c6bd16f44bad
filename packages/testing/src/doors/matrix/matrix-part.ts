import type { ComposedHub } from '../../worlds/composed-hub.ts'
import type { Program } from '../../worlds/http-world.ts'

/** Everything that is Ada's alone, and what her whole household shares, by the names that the parts give it. */
export type Things = Readonly<Record<string, string>>

export type Whose = 'hers' | 'household'

/** What an id is an id of. */
export interface Named {
  readonly thing: string
  readonly whose: Whose
}

/** What the rights matrix has to know of a family: which of its things are Ada's, and where requests name them. */
export interface MatrixPart {
  /** Makes what is hers, or finds it. Called in the order of the list of parts. */
  thingsOf(ada: Program, hub: ComposedHub): Promise<Things>
  /** Of these things, those whose ids nobody else may see, and those that her household may. */
  readonly secret?: readonly string[]
  readonly shared?: readonly string[]
  /** What the ids in paths are ids of. */
  readonly pathIds?: Readonly<Record<string, Named>>
  /** What the fields of bodies and queries name; null: nothing of anybody. */
  readonly fields?: Readonly<Record<string, (Named & { readonly isList?: true }) | null>>
  /** What a required field that names nothing is filled with. */
  readonly plain?: Readonly<Record<string, unknown>>
  /** Routes whose body must name one of several fields: this one is filled. */
  readonly oneOf?: Readonly<Record<string, string>>
  /** Fields that may bring a name of the caller's own choice, so that one that is taken must be refused. */
  readonly taken?: Readonly<Record<string, string>>
  /** Requests of hers that somebody who follows too much would hear of. */
  doings?(things: Things): readonly Doing[]
}

export interface Doing {
  readonly method?: 'PATCH'
  readonly path: string
  readonly body: object
}
