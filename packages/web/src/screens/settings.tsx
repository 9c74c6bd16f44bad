import { Keyboard, LogOut, RefreshCw, Square } from 'lucide-react'
import { useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { Label, Radio, RadioGroup } from 'react-aria-components/RadioGroup'
import { pageStorage } from '../device/identity.ts'
import { chooseTheme, readTheme, type Theme } from '../device/theme.ts'
import { useLoaded } from '../house/loaded.ts'
import { keyList } from '../house/panels.ts'
import { isScanning, useScan } from '../house/scan.ts'
import { showFailure } from '../house/use-ask.ts'
import { useFollowed, useHouse, useStore } from '../house/use-house.ts'
import { Page } from '../parts/page.tsx'
import { RenameForm } from '../parts/rename-form.tsx'
import { ScanState } from '../parts/scan-state.tsx'
import { words } from '../words/words.ts'

const THEMES: readonly Theme[] = ['system', 'light', 'dark']

export function SettingsScreen() {
  return (
    <Page title={words.settings.title} className="settings">
      <OwnDevice />
      <Appearance />
      <LibraryCare />
      <Account />
    </Page>
  )
}

function OwnDevice() {
  const { deviceId } = useHouse()
  const own = useFollowed((state) => state.devices?.find((device) => device.deviceId === deviceId) ?? null)
  const [isRenaming, setRenaming] = useState(false)
  return (
    <section className="panel">
      <h2>{words.settings.device}</h2>
      {own && isRenaming ? (
        <RenameForm device={own} onDone={() => setRenaming(false)} />
      ) : (
        <div className="panel-line">
          <p>
            <strong>{own?.name ?? '…'}</strong>
            <span className="quiet">{words.settings.deviceHint}</span>
          </p>
          {own && (
            <Button className="button" onPress={() => setRenaming(true)}>
              {words.devices.renameTitle}
            </Button>
          )}
        </div>
      )}
    </section>
  )
}

function Appearance() {
  const [theme, setTheme] = useState(() => readTheme(pageStorage()))
  return (
    <section className="panel">
      <h2>{words.settings.look}</h2>
      <RadioGroup
        className="choices"
        orientation="horizontal"
        value={theme}
        onChange={(value) => {
          const chosen = value as Theme
          setTheme(chosen)
          chooseTheme(pageStorage(), chosen)
        }}
      >
        <Label className="quiet">{words.settings.theme}</Label>
        <div className="choices-row">
          {THEMES.map((one) => (
            <Radio key={one} value={one} className="choice">
              {words.settings.themes[one]}
            </Radio>
          ))}
        </div>
      </RadioGroup>
    </section>
  )
}

function LibraryCare() {
  const { hub } = useHouse()
  const library = useFollowed((state) => state.library)
  const running = useScan()
  const scan = useLoaded('scan', () => hub.library.scan())
  const problems = scan.phase === 'ready' ? scan.value.errors : []
  const isOwner = useStore(hub.me)?.roles.includes('owner') ?? false
  return (
    <section className="panel">
      <h2>{words.settings.library}</h2>
      <div className="panel-line">
        <p>
          {library && (
            <strong>
              {words.count.tracks(library.tracks)}, {words.count.albums(library.albums)}
            </strong>
          )}
        </p>
        {isOwner &&
          (running && isScanning(running) ? (
            <Button className="button" onPress={() => void hub.library.cancelScan().catch(showFailure)}>
              <Square aria-hidden /> {words.scan.cancel}
            </Button>
          ) : (
            <Button className="button" onPress={() => void hub.library.startScan().catch(showFailure)}>
              <RefreshCw aria-hidden /> {words.scan.start}
            </Button>
          ))}
      </div>
      <ScanState />
      {problems.length > 0 && (
        <details className="problems">
          <summary>{words.scan.problems(problems.length)}</summary>
          <ul>
            {problems.map((problem) => (
              <li key={problem.path}>
                <code>{problem.path}</code>
                <span className="quiet">{problem.message}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}

function Account() {
  const house = useHouse()
  const me = useStore(house.hub.me)
  return (
    <section className="panel">
      <h2>{words.settings.account}</h2>
      <div className="panel-line">
        <p>{me && <strong>{words.settings.signedInAs(me.username)}</strong>}</p>
        <Button className="button" onPress={() => void house.signOut().catch(showFailure)}>
          <LogOut aria-hidden /> {words.settings.signOut}
        </Button>
      </div>
      <Button className="button button-quiet keys-open" onPress={() => keyList.set(true)}>
        <Keyboard aria-hidden /> {words.settings.keys}
      </Button>
    </section>
  )
}
