import { BatonFailure } from '@baton/client'
import { DownloadFormat, DownloadUrl, type PlaylistId } from '@baton/protocol'
import { Download } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { FieldError, Input, Label, TextField } from 'react-aria-components/TextField'
import { askHub } from '../hub/ask.ts'
import { useHub } from '../hub/use-hub.ts'
import { useRead } from '../hub/use-read.ts'
import { IntoPlaylist } from '../music/into-playlist.tsx'
import { failureText } from '../strings/choose-failure-text.ts'
import { strings } from '../strings/strings.ts'
import { Select } from '../ui/select.tsx'

/** An address to download from. What keeps this hub from downloading at all is said here. */
export function DownloadForm() {
  const connected = useHub()
  const about = useRead('downloads about', () => connected.hub.downloads.about())
  const [url, setUrl] = useState('')
  const [isWrong, setWrong] = useState(false)
  const [format, setFormat] = useState<DownloadFormat>('original')
  const [playlistId, setPlaylistId] = useState<PlaylistId | null>(null)
  const [asksFirst, setAsksFirst] = useState(false)
  const { problem = null, hosts = null } = about.phase === 'ready' ? about.value : {}

  const begin = async (event: FormEvent) => {
    event.preventDefault()
    const address = DownloadUrl.safeParse(withScheme(url))
    setWrong(!address.success)
    if (!address.success) return
    const begun = await askHub(connected, {
      type: 'download.begin',
      url: address.data,
      format,
      asksFirst,
      ...(playlistId !== null && { playlistId }),
    })
    if (begun) setUrl('')
  }
  return (
    <form
      className="download-form"
      aria-label={strings.downloads.form}
      onSubmit={(event) => void begin(event)}
    >
      {problem && (
        <p className="download-problem" role="status">
          {failureText(new BatonFailure(problem))}
        </p>
      )}
      <TextField
        className="field"
        type="url"
        inputMode="url"
        value={url}
        onChange={(text) => {
          setUrl(text)
          setWrong(false)
        }}
        isInvalid={isWrong}
        validationBehavior="aria"
        maxLength={2_000}
      >
        <Label>{strings.downloads.address}</Label>
        <Input className="input" placeholder="https://" autoComplete="off" />
        <FieldError className="form-failure">{strings.downloads.notAnAddress}</FieldError>
      </TextField>
      {hosts && <p className="quiet">{strings.downloads.onlyFrom(hosts.join(', '))}</p>}
      <div className="download-choices">
        <Select
          label={strings.downloads.format}
          value={format}
          options={DownloadFormat.options.map((one) => [one, strings.downloads.formats[one]])}
          onChange={(value) => setFormat(value as DownloadFormat)}
        />
        <IntoPlaylist
          label={strings.downloads.into}
          nowhere={strings.downloads.nowhere}
          playlistId={playlistId}
          onChange={setPlaylistId}
        />
        <label className="download-check">
          <input
            type="checkbox"
            checked={asksFirst}
            onChange={(event) => setAsksFirst(event.target.checked)}
          />
          {strings.downloads.asksFirst}
        </label>
        <Button type="submit" className="button button-accent" isDisabled={url.trim() === ''}>
          <Download aria-hidden /> {strings.downloads.begin}
        </Button>
      </div>
    </form>
  )
}

/** People leave it out. */
function withScheme(text: string): string {
  const address = text.trim()
  return /^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `https://${address}`
}
