/** What agents say may be wrapped several times over; what they mean stands in the innermost. */
type Layer = Readonly<Record<string, unknown>>

const MAX_LAYERS = 6

/** The objects of an answer or a report, innermost first. */
export function layersOf(body: unknown): readonly Layer[] {
  const layers: Layer[] = []
  let inner = body
  while (isObject(inner) && layers.length < MAX_LAYERS) {
    layers.unshift(inner)
    inner = isObject(inner.response) ? inner.response : inner.data
  }
  return layers
}

/** The innermost word on this that is a yes or a no; null: none. */
export function flagIn(layers: readonly Layer[], name: string): boolean | null {
  const found = layers.find((layer) => typeof layer[name] === 'boolean')?.[name]
  return typeof found === 'boolean' ? found : null
}

export function numberIn(layers: readonly Layer[], name: string): number | null {
  const found = layers.find((layer) => typeof layer[name] === 'number')?.[name]
  return typeof found === 'number' && Number.isFinite(found) ? found : null
}

/** Empty words say nothing. */
export function textIn(layers: readonly Layer[], name: string): string | null {
  const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
  return layers.map((layer) => layer[name]).find(isText) ?? null
}

export function objectIn(layers: readonly Layer[], name: string): Layer {
  const found = layers.find((layer) => isObject(layer[name]))?.[name]
  return isObject(found) ? found : {}
}

export function isObject(value: unknown): value is Layer {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
