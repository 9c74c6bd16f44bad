import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import type { Network } from '../machine/network-namespaces.ts'
import type { Pulse } from '../recordings/pulse-audio.ts'

/**
 * One real browser, which stands for one person's device: a process and a profile of its own, on a host of its
 * own, with a sound card of its own. Never put two devices into one browser: its pages share throttling and sound.
 */
export type LaunchedChromium = AsyncDisposable & {
  readonly browser: Browser
  readonly context: BrowserContext
  newPage(): Promise<Page>
}

export type ChromiumOptions<Host extends string, Sink extends string> = {
  /** On which host of a network the browser runs; on this machine unless told. */
  readonly on?: { readonly network: Network<Host>; readonly host: Host }
  /** The sound card it plays on; it is mute unless told. */
  readonly sound?: { readonly pulse: Pulse<Sink>; readonly sink: Sink }
  /** `default` refuses sound before a person has touched the page; `allowed` does not. */
  readonly autoplay?: 'default' | 'allowed'
  readonly viewport?: { readonly width: number; readonly height: number }
}

/**
 * With `autoplay: 'default'`, begin sound by `page.click` or `page.tap`. `page.evaluate` counts as a touch of the
 * page and would hide that the browser refuses; `evaluateQuietly` does not.
 */
export async function launchChromium<Host extends string, Sink extends string>(
  options: ChromiumOptions<Host, Sink> = {},
): Promise<LaunchedChromium> {
  const { on, sound, autoplay = 'default', viewport = { width: 1200, height: 800 } } = options
  const folder = await mkdtemp(join(tmpdir(), 'baton-chromium-'))
  const removeFolder = () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  try {
    const executablePath = await writeLauncher(folder, on ? on.network.commandOn(on.host) : [])
    const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
      executablePath,
      headless: true,
      args: [...flags, ...(autoplay === 'allowed' ? ['--autoplay-policy=no-user-gesture-required'] : [])],
      ignoreDefaultArgs: sound ? ['--mute-audio'] : [],
      env: { ...environment(folder), ...(sound ? sound.pulse.env(sound.sink) : {}) },
      viewport,
    })
    const browser = context.browser()
    if (!browser) throw new Error('The browser has a context but no process.')
    return {
      browser,
      context,
      newPage: () => context.newPage(),
      async [Symbol.asyncDispose]() {
        await context.close()
        await removeFolder()
      },
    }
  } catch (error) {
    await removeFolder()
    throw error
  }
}

/** Evaluates an expression in the page without counting as a person's touch. Answers with its JSON value. */
export async function evaluateQuietly(page: Page, expression: string): Promise<unknown> {
  const session = await page.context().newCDPSession(page)
  try {
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
      userGesture: false,
    })
    if (exceptionDetails) throw new Error(result.description ?? exceptionDetails.text)
    return result.value
  } finally {
    await session.detach()
  }
}

const flags = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const program = process.env.BATON_CHROMIUM ?? '/usr/bin/chromium'

/** A browser can only be told a program to start, not a command line; so the command line becomes a program. */
async function writeLauncher(folder: string, command: readonly string[]): Promise<string> {
  const path = join(folder, 'launch')
  const line = ['exec', 'setpriv', '--pdeathsig', 'KILL', '--', ...command, program]
  await writeFile(path, `#!/bin/sh\n${line.map(quoted).join(' ')} "$@"\n`)
  await chmod(path, 0o755)
  return path
}

function quoted(word: string): string {
  return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

function environment(folder: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: folder,
    LANG: 'C.UTF-8',
    TZ: 'UTC',
  }
}
