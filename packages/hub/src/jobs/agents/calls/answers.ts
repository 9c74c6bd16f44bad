import { Capabilities } from '@baton/protocol'
import { flagIn, layersOf } from './nested-answers.ts'

/** Is it registered now, and is asking again of any use? A repetition says that it failed, and is registered. */
export function registrationOf(body: unknown): { readonly registered: boolean; readonly retry: boolean } {
  const layers = layersOf(body)
  const registered = flagIn(layers, 'registered') ?? flagIn(layers, 'success') ?? false
  return { registered, retry: flagIn(layers, 'retry') ?? true }
}

/** What it says of its own music folder; that it calls itself unsuccessful says nothing. Null: nothing. */
export function mountedOf(body: unknown): boolean | null {
  return flagIn(layersOf(body), 'music_folder_mounted')
}

/** Whether it has taken a command. What says nothing has. */
export function isTaken(body: unknown): boolean {
  return flagIn(layersOf(body), 'success') ?? true
}

/** What an agent can do beyond the reference. */
export interface AgentSkills {
  /** It pauses, goes on and seeks when told, begins to play in the middle, and sets volume and mute. */
  readonly isOurs: boolean
  /** The media types that it can decode; null: it does not say. */
  readonly formats: readonly string[] | null
}

export function skillsOf(body: unknown): AgentSkills {
  const layers = layersOf(body)
  const can = (name: string) => flagIn(layers, name) === true
  const isOurs = can('pause') && can('resume') && can('seek') && can('volume') && can('start_position')
  return { isOurs, formats: formatsIn(layers) }
}

function formatsIn(layers: ReturnType<typeof layersOf>): readonly string[] | null {
  const said = layers.find(({ formats }) => Array.isArray(formats))?.formats
  return Capabilities.shape.formats.safeParse(said).data ?? null
}
