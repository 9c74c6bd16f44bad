import { randomUUID } from 'node:crypto'

/** As much of a JSON schema as bodies and commands are written in. */
export interface JsonSchema {
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly format?: string
  readonly examples?: readonly unknown[]
  readonly minimum?: number
  readonly minItems?: number
  readonly items?: JsonSchema
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
}

/** Values that a field of that name gets instead of a made-up one. */
export type Named = Readonly<Record<string, unknown>>

/** Of texts that are more than any text. */
const FORMATS: Readonly<Record<string, () => string>> = {
  uuid: randomUUID,
  uri: () => 'https://example.org/sample',
}

/** The smallest value of the schema: what need not be there is not. Ids that are not named belong to nobody. */
export function sampleOf(schema: JsonSchema, named: Named = {}): unknown {
  const choice = schema.anyOf?.[0] ?? schema.oneOf?.[0]
  if (choice) return sampleOf(choice, named)
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  if (schema.examples) return schema.examples[0]
  switch (schema.type) {
    case 'object':
      return objectOf(schema, schema.required ?? [], named)
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => sampleOf(schema.items ?? {}, named))
    case 'integer':
    case 'number':
      return schema.minimum ?? 0
    case 'boolean':
      return true
    case 'null':
      return null
    default:
      return FORMATS[schema.format ?? '']?.() ?? 'Sample'
  }
}

/** The smallest value, then the same with each field in turn that need not be there: one of them is what a rule asks for. */
export function samplesOf(schema: JsonSchema, named: Named = {}): readonly unknown[] {
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return choices.flatMap((choice) => samplesOf(choice, named))
  const { properties, required = [] } = schema
  const optional = Object.keys(properties ?? {}).filter((name) => !required.includes(name))
  return [sampleOf(schema, named), ...optional.map((name) => objectOf(schema, [...required, name], named))]
}

function objectOf({ properties = {} }: JsonSchema, names: readonly string[], named: Named): unknown {
  return Object.fromEntries(
    names.map((name) => [name, name in named ? named[name] : sampleOf(properties[name] ?? {}, named)]),
  )
}
