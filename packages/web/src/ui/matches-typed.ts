/** Every word that was typed begins a word of the text, whatever its case and accents. */
export function matchesTyped(text: string, typed: string): boolean {
  const have = folded(text).split(/[^\p{L}\p{N}]+/u)
  return folded(typed)
    .split(/\s+/)
    .every((word) => have.some((one) => one.startsWith(word)))
}

function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}
