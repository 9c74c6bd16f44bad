import assert from 'node:assert/strict'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'

/** Checks values against the hub's own OpenAPI document, as somebody would who has nothing else. */
export interface OpenapiSchemas {
  /** The names of the component schemas. */
  readonly components: readonly string[]
  /** Fails unless the value fits the component schema of that name. */
  assertFits(component: string, value: unknown, what?: string): void
  /** Fails unless the value fits what the route is said to answer. `path` as the document has it. */
  assertAnswers(method: string, path: string, status: number, value: unknown): void
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses: Responses }>>>>
  readonly components: { readonly schemas: Readonly<Record<string, object>> }
}
type Responses = Readonly<Record<string, { readonly content?: Readonly<Record<string, object>> }>>

const ID = 'openapi'

export function openapiSchemas(openapi: string): OpenapiSchemas {
  const { paths, components } = JSON.parse(openapi) as Document
  // Only the schemas of the document are its own: what stands around them is no schema.
  const ajv = new Ajv2020({ allErrors: true, strictTypes: false })
  ajv.addVocabulary(['paths', 'components'])
  formats.default(ajv)
  ajv.addSchema({ $id: ID, paths, components })

  function assertAt(pointer: string, value: unknown, what: string): void {
    const check = ajv.getSchema(`${ID}#${pointer}`)
    assert.ok(check, `The document has nothing at ${pointer}`)
    assert.ok(
      check(value),
      `${what}: ${ajv.errorsText(check.errors)} in ${JSON.stringify(value).slice(0, 2_000)}`,
    )
  }

  return {
    components: Object.keys(components.schemas),
    assertFits: (component, value, what = component) =>
      assertAt(`/components/schemas/${component}`, value, what),
    assertAnswers(method, path, status, value) {
      const response = paths[path]?.[method.toLowerCase()]?.responses[status]
      assert.ok(response?.content?.['application/json'], `Nothing is said of ${method} ${path}: ${status}`)
      const place = ['paths', path, method.toLowerCase(), 'responses', status, 'content', 'application/json']
      assertAt([...place, 'schema'].map((part) => `/${inPointer(String(part))}`).join(''), value, path)
    },
  }
}

function inPointer(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))
}
