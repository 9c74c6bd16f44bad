import { png } from './pixel-art.ts'

export interface ArtworkForm {
  readonly title?: string
  readonly description?: string
  /** Commas between them. */
  readonly hashtags?: string
  readonly visibility?: string
  readonly image?: Uint8Array
  readonly filename?: string
  readonly commandId?: string
}

/** As any program would: a form. Answers with what the hub made of it, or throws what it said. */
export async function uploadArtwork(baseUrl: string, token: string, form: ArtworkForm = {}) {
  const { status, json } = await sendArtwork(baseUrl, token, form)
  if (status !== 201) throw new Error(`The artwork was refused with ${status}: ${JSON.stringify(json)}`)
  return json as { readonly post: Readonly<Record<string, unknown>> & { readonly post_id: number } }
}

export async function sendArtwork(
  baseUrl: string,
  token: string,
  { image, filename = 'picture.png', commandId, title = 'A picture', ...more }: ArtworkForm,
): Promise<{ readonly status: number; readonly json: Readonly<Record<string, unknown>> }> {
  const body = new FormData()
  for (const [name, value] of Object.entries({ title, ...more })) body.set(name, value)
  body.set('image', new Blob([new Uint8Array(image ?? (await png()))]), filename)
  const response = await fetch(`${baseUrl}/api/post/upload`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, ...(commandId && { 'idempotency-key': commandId }) },
    body,
  })
  return { status: response.status, json: (await response.json()) as Readonly<Record<string, unknown>> }
}
