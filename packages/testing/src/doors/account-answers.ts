import assert from 'node:assert/strict'
import type { Answer } from '../worlds/http-world.ts'

export const PLENTY = { signIn: 1e6, mint: 1e6, control: 1e6, queue: 1e6, read: 1e6 }

export function refusedWith(code: string, answer: Answer): void {
  assert.equal((answer.json.error as { code?: string } | undefined)?.code, code, answer.text)
}

/** As programs of OAuth ask. */
export async function sendForm(url: string, fields: Readonly<Record<string, string>>): Promise<Answer> {
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(fields) })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, json: JSON.parse(text) }
}
