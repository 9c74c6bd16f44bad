/** One fenced block: its language, the words after it, its text and the line it begins on. */
export type Block = {
  readonly language: string
  readonly words: readonly string[]
  readonly text: string
  readonly line: number
}

/** The fenced blocks of a Markdown text, in order. */
export function blocksOf(markdown: string): readonly Block[] {
  return [...markdown.matchAll(fenced)].map((match) => {
    const [language = '', ...words] = (match[3] ?? '').trim().split(/\s+/)
    const line = markdown.slice(0, match.index).split('\n').length
    const indent = match[1] ?? ''
    const text = (match[4] ?? '').replace(new RegExp(`^${indent}`, 'gm'), '')
    return { language, words, text, line }
  })
}

/** The text without its fenced blocks and inline code, so that samples are not taken for links or headings. */
export function proseOf(markdown: string): string {
  return markdown.replace(fenced, '').replace(/(`+)[^`\n](?:.*?[^`\n])?\1(?!`)/g, codeWithoutLinks)
}

const fenced = /^([ \t]*)(`{3,}|~{3,})([^\n]*)\n([\s\S]*?)^[ \t]*\2[ \t]*$/gm

function codeWithoutLinks(code: string): string {
  return code.replace(/[[\]()]/g, '')
}
