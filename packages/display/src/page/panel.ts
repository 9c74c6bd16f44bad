// What a display says in words: its code, that there is nothing to show, that the hub is away. Artwork is never covered by
// more than a line.
import type { DisplayState } from '../core/index.ts'
import { qrCode } from './qr-code.ts'
import type { Strings } from './strings.ts'

/** What is over sooner is nothing to tell. */
const TOLD_AFTER_MS = 10_000
const SOON = ' soon'

export interface Panel {
  show(state: DisplayState): void
  /** Another window goes on. */
  showElsewhere(): void
  showFailure(): void
}

export function panel(place: HTMLElement, strings: Strings): Panel {
  let toldLater: ReturnType<typeof setTimeout> | undefined
  let last = ''

  /** The same again changes nothing: whoever reads with a finger or an ear is not interrupted. */
  function put(kind: string, parts: () => readonly Node[]): void {
    if (kind === last) return
    last = kind
    clearTimeout(toldLater)
    place.className = kind.endsWith(SOON) ? 'panel' : `panel ${kind.split(' ', 1)[0]}`
    place.replaceChildren(...parts())
  }

  function later(kind: string, parts: () => readonly Node[]): void {
    if (kind === last || last === kind + SOON) return
    put(kind + SOON, () => [])
    toldLater = setTimeout(() => put(kind, parts), TOLD_AFTER_MS)
  }

  return {
    show(state) {
      if (state.name === 'starting') return put('quiet', () => [])
      if (state.name === 'code') {
        const { code } = state
        if (code === null) return later('words', () => [title(strings.away), text(strings.awayHow)])
        return put(`code ${code.code}`, () => [
          title(strings.codeTitle),
          qrCode(code.claimUrl, strings.codePicture),
          element('p', 'code-text', code.code.replace(/^(.{3})/, '$1 ')),
          text(strings.codeHow(addressIn(code.claimUrl))),
        ])
      }
      const { link, showing } = state
      if (link === 'live' && showing !== null) return put('quiet', () => [])
      if (link === 'live')
        return later('words empty', () => [title(strings.emptyTitle), text(strings.emptyHow)])
      if (showing === null) return later('words away', () => [title(strings.away), text(strings.awayHow)])
      later('hint', () => [element('p', 'hint-text', strings.away)])
    },
    showElsewhere() {
      put('words elsewhere', () => {
        const button = element('button', 'go-on', strings.goOnHere)
        button.addEventListener('click', () => location.reload())
        return [title(strings.elsewhereTitle), button]
      })
    },
    showFailure: () => put('words failed', () => [title(strings.failed)]),
  }
}

function addressIn(claimUrl: string): string {
  return claimUrl.split('/#', 1)[0] ?? claimUrl
}

function title(words: string): HTMLElement {
  return element('h1', 'panel-title', words)
}

function text(words: string): HTMLElement {
  return element('p', 'panel-text', words)
}

function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  words: string,
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name)
  made.className = className
  made.textContent = words
  return made
}
