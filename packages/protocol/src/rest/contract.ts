// What a route promises, as data: the door registers it, the client asks by it, the OpenAPI document and the docs
// describe it.
import { z } from 'zod'
import type { Command } from '../commands.ts'
import { COMMAND_RIGHTS } from '../scopes-and-rates.ts'
import type { CommandRights, RateClass, Scope } from '../values/scope.ts'
import type { Endpoint } from './endpoint.ts'

/** `open`: for everybody. `owner`: for owners of the household. */
export type Access = 'open' | 'signed-in' | 'owner'

/** Params, query and body are in the door's words; answers in our own, which the door translates (see rest-names.ts). */
interface About {
  readonly summary: string
  readonly description?: string
  /** Missing: `signed-in`. */
  readonly access?: Access
  readonly params?: z.ZodType
  readonly query?: z.ZodType
  readonly body?: z.ZodType
  /** Null: bytes, or a stream, which no schema describes. */
  readonly answer: z.ZodType | null
  /** Of a stream: what each of its messages holds. */
  readonly messages?: z.ZodType
  /** Missing: 200. */
  readonly status?: 200 | 201 | 202 | 204
  /** What it refuses with 400 in a shape of its own, beside the one that all routes have. */
  readonly refusal?: z.ZodType
  /** Not in the OpenAPI document: pages and figures for people. */
  readonly hidden?: true
}

/** What it takes to ask: what the command takes that the route executes, else what is said here. */
type Rights<Type extends string> =
  | { readonly command: Type }
  | {
      /** What a key needs; null: no key may ask, it takes a full sign-in. */
      readonly scope: Scope | null
      /** Null: it is not counted. */
      readonly rate: RateClass | null
    }

export type Terms<Type extends string = Command['type']> = About & Rights<Type>

export interface Route extends About {
  /** The command that it executes; missing: none. */
  readonly command?: string
  readonly scope: Scope | null
  readonly rate: RateClass | null
  readonly endpoint: Endpoint
  /** The group in which the OpenAPI document shows it. */
  readonly tag: string
}

/** The answer of a route that has nothing to tell. */
export const NOTHING = z.null().describe('Nothing')

/** Puts the terms of a group of routes to its endpoints: one for each, and no other. */
export const contract = contractBy(COMMAND_RIGHTS)

/** The same for commands that take what is said here. */
export function contractBy<Type extends string>(rights: Readonly<Record<Type, CommandRights>>) {
  return <
    const E extends Readonly<Record<string, Endpoint>>,
    const T extends { readonly [Name in keyof E]: Terms<Type> },
  >(
    tag: string,
    endpoints: E,
    terms: T,
  ): Contract<E, T> => {
    const routes = Object.entries<Terms<Type>>(terms).map(([name, said]) => [
      name,
      { endpoint: endpoints[name], tag, ...said, ...rightsOf(said, rights) },
    ])
    return Object.fromEntries(routes) as Contract<E, T>
  }
}

type Contract<E, T> = {
  readonly [Name in keyof E & keyof T]: T[Name] &
    Pick<Route, 'tag' | 'scope' | 'rate'> & { readonly endpoint: E[Name] }
}

function rightsOf<Type extends string>(
  said: Rights<Type>,
  rights: Readonly<Record<Type, CommandRights>>,
): Pick<Route, 'scope' | 'rate'> {
  if (!('command' in said)) return { scope: said.scope, rate: said.rate }
  const { scope, rateClass: rate } = rights[said.command]
  return { scope, rate }
}
