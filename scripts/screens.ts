// `npm run screens`: photographs every screen of the web app, on a phone, a tablet and a desk, light and dark, into
// .baton/screens. The app is built around a fake hub inside the page, so that every state can be shown;
// it is served with the hub's security policy. `npm run screens -- queue dark` takes only the
// pictures with those words in their names.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { serveFakeHub } from '@baton/testing/browser/serve-fake-hub'
import { type Browser, chromium } from 'playwright-core'
import { scenes } from './scenes.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const sizes = [
  { name: 'phone', width: 390, height: 844, hasTouch: true },
  { name: 'tablet', width: 820, height: 1180, hasTouch: true },
  { name: 'desk', width: 1440, height: 900, hasTouch: false },
] as const

await main(process.argv.slice(2))

async function main(words: readonly string[]): Promise<void> {
  await using app = await serveFakeHub()
  const base = app.address
  const out = join(root, '.baton/screens')
  mkdirSync(out, { recursive: true })
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
  const complaints: string[] = []
  try {
    for (const size of sizes) {
      for (const theme of ['light', 'dark'] as const) {
        complaints.push(...(await photograph(browser, { size, theme, base, out, words })))
      }
    }
  } finally {
    await browser.close()
  }
  for (const complaint of new Set(complaints)) console.error(complaint)
  console.log(`The photographs are in ${out}.`)
  if (complaints.length > 0) process.exitCode = 1
}

async function photograph(
  browser: Browser,
  {
    size,
    theme,
    base,
    out,
    words,
  }: {
    size: (typeof sizes)[number]
    theme: 'light' | 'dark'
    base: string
    out: string
    words: readonly string[]
  },
): Promise<string[]> {
  const context = await browser.newContext({
    viewport: { width: size.width, height: size.height },
    colorScheme: theme,
    hasTouch: size.hasTouch,
    reducedMotion: 'reduce',
  })
  const complaints: string[] = []
  for (const scene of scenes) {
    const picture = `${scene.name}-${size.name}-${theme}`
    if (!words.every((word) => picture.includes(word))) continue
    const page = await context.newPage()
    await page.addInitScript(
      (language) => localStorage.setItem('baton.language', language),
      scene.language ?? 'en',
    )
    const complain = (text: string) => complaints.push(`${scene.name}, ${size.name}, ${theme}: ${text}`)
    page.on('console', (message) => message.type() === 'error' && complain(message.text()))
    page.on('pageerror', (error) => complain(String(error)))
    await page.goto(base + scene.address)
    await page.waitForTimeout(350)
    await page.locator('.waiting').first().waitFor({ state: 'detached' })
    try {
      await scene.act?.(page)
    } catch (error) {
      complain(String(error))
    }
    await page.screenshot({ path: join(out, `${picture}.png`) })
    await page.close()
  }
  await context.close()
  return complaints
}
