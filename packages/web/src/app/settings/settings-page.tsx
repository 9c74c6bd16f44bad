import {
  Download,
  HeartPulse,
  Keyboard,
  LogOut,
  MonitorSmartphone,
  ScanSearch,
  Tablet,
  UserRoundCog,
  UsersRound,
} from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Label, Radio, RadioGroup } from 'react-aria-components/RadioGroup'
import { RenameForm } from '../../devices/rename-form.tsx'
import { OverallHealth } from '../../health/overall-health.tsx'
import { showFailure } from '../../hub/ask.ts'
import { pageStorage } from '../../hub/this-browser.ts'
import { useFollowed, useHub, useIsOwner, useOwnFollowed, useStore } from '../../hub/use-hub.ts'
import { ScanButton } from '../../library/scan/scan-page.tsx'
import { ScanState } from '../../library/scan/scan-state.tsx'
import { useScan } from '../../library/scan/use-scan.ts'
import { shortcutList } from '../../navigation/open-panels.ts'
import { addressOf } from '../../navigation/places.ts'
import { FailoverSetting } from '../../playback/hand-over/failover-setting.tsx'
import { SoundSettings } from '../../playback/sound-settings.tsx'
import { LANGUAGES, type Language, type LanguageChoice, readLanguageChoice } from '../../strings/language.ts'
import { strings } from '../../strings/strings.ts'
import { Button } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { askToInstall, mayInstall } from '../offline/install.ts'
import { chooseLanguage } from './language.ts'
import { OwnCertificate } from './own-certificate.tsx'
import { chooseTheme, readTheme, type Theme } from './theme.ts'

const THEMES: readonly Theme[] = ['system', 'light', 'dark']

export function SettingsScreen() {
  return (
    <Page title={strings.settings.title} className="settings">
      <OwnDevice />
      <SoundSettings />
      <FailoverSetting />
      <Appearance />
      <LibraryCare />
      <People />
      <System />
      <Account />
      <OwnCertificate />
    </Page>
  )
}

function OwnDevice() {
  const { deviceId } = useHub()
  const own = useOwnFollowed((state) => state.devices?.find((device) => device.deviceId === deviceId) ?? null)
  const isInstallable = useStore(mayInstall)
  const [isRenaming, setRenaming] = useState(false)
  return (
    <section className="panel">
      <h2>{strings.settings.device}</h2>
      {own && isRenaming ? (
        <RenameForm device={own} onDone={() => setRenaming(false)} />
      ) : (
        <div className="panel-line">
          <p>
            <strong>{own?.name ?? '…'}</strong>
            <span className="quiet">{strings.settings.deviceHint}</span>
          </p>
          {own && (
            <Button className="button" onPress={() => setRenaming(true)}>
              {strings.devices.renameTitle}
            </Button>
          )}
        </div>
      )}
      <div className="panel-links">
        <a className="button button-quiet" href={addressOf({ page: 'devices' })}>
          <MonitorSmartphone aria-hidden /> {strings.settings.toDevices}
        </a>
        {isInstallable && (
          <Button className="button button-quiet" onPress={() => void askToInstall()}>
            <Download aria-hidden /> {strings.settings.install}
          </Button>
        )}
      </div>
    </section>
  )
}

function Appearance() {
  const [theme, setTheme] = useState(() => readTheme(pageStorage()))
  const [language, setLanguage] = useState(() => readLanguageChoice(pageStorage()))
  return (
    <section className="panel">
      <h2>{strings.settings.look}</h2>
      <Choice
        label={strings.settings.theme}
        value={theme}
        onChange={(value) => {
          const chosen = value as Theme
          setTheme(chosen)
          chooseTheme(pageStorage(), chosen)
        }}
        options={THEMES.map((one) => [one, strings.settings.themes[one]])}
      />
      <Choice
        label={strings.settings.language}
        value={language}
        onChange={(value) => {
          const chosen = value as LanguageChoice
          setLanguage(chosen)
          void chooseLanguage(chosen)
        }}
        options={[['system', strings.settings.languageSystem], ...Object.entries(LANGUAGES)]}
        languages
      />
    </section>
  )
}

function Choice(props: {
  readonly label: string
  readonly value: string
  readonly options: readonly (readonly [string, ReactNode])[]
  readonly onChange: (value: string) => void
  /** The options are languages, each named in itself. */
  readonly languages?: boolean
}) {
  return (
    <RadioGroup className="choices" orientation="horizontal" value={props.value} onChange={props.onChange}>
      <Label className="quiet">{props.label}</Label>
      <div className="choices-row">
        {props.options.map(([value, name]) => (
          <Radio key={value} value={value} className="choice">
            {props.languages && value in LANGUAGES ? <span lang={value as Language}>{name}</span> : name}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  )
}

function LibraryCare() {
  const library = useFollowed((state) => state.library)
  const scan = useScan()
  return (
    <section className="panel">
      <h2>{strings.settings.library}</h2>
      <div className="panel-line">
        <p>
          {library && (
            <strong>
              {strings.count.tracks(library.tracks)}, {strings.count.albums(library.albums)}
            </strong>
          )}
          {scan !== null && scan.failed > 0 && (
            <span className="quiet">{strings.scan.problems(scan.failed)}</span>
          )}
        </p>
        <ScanButton scan={scan} />
      </div>
      <ScanState />
      <div className="panel-links">
        <a className="button button-quiet" href={addressOf({ page: 'scan' })}>
          <ScanSearch aria-hidden /> {strings.settings.toScan}
        </a>
      </div>
    </section>
  )
}

function People() {
  return (
    <section className="panel">
      <h2>{strings.settings.people}</h2>
      <p className="quiet">{strings.settings.peopleText}</p>
      <div className="panel-links">
        <a className="button button-quiet" href={addressOf({ page: 'people' })}>
          <UsersRound aria-hidden /> {strings.settings.toPeople}
        </a>
      </div>
    </section>
  )
}

/** Owners are told what to do about it. */
function System() {
  const isOwner = useIsOwner()
  const health = useFollowed((state) => state.health)
  if (!isOwner) return null
  return (
    <section className="panel">
      <h2>{strings.health.system}</h2>
      <div className="panel-line">{health && <OverallHealth health={health} />}</div>
      <div className="panel-links">
        <a className="button button-quiet" href={addressOf({ page: 'health' })}>
          <HeartPulse aria-hidden /> {strings.health.open}
        </a>
      </div>
    </section>
  )
}

function Account() {
  const connected = useHub()
  const me = useStore(connected.hub.me)
  return (
    <section className="panel">
      <h2>{strings.settings.account}</h2>
      <div className="panel-line">
        <p>{me && <strong>{strings.settings.signedInAs(me.username)}</strong>}</p>
        <Button className="button" onPress={() => void connected.signOut().catch(showFailure)}>
          <LogOut aria-hidden /> {strings.settings.signOut}
        </Button>
      </div>
      <div className="panel-links">
        <a className="button button-quiet" href={addressOf({ page: 'account' })}>
          <UserRoundCog aria-hidden /> {strings.account.open}
        </a>
        <a className="button button-quiet" href={addressOf({ page: 'link', code: '' })}>
          <Tablet aria-hidden /> {strings.link.open}
        </a>
        <Button className="button button-quiet" onPress={() => shortcutList.set(true)}>
          <Keyboard aria-hidden /> {strings.settings.keys}
        </Button>
      </div>
    </section>
  )
}
