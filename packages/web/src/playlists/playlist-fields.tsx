import { MAX_PLAYLIST_TITLE_LENGTH, type PlaylistView } from '@baton/protocol'
import { Input, Label, TextField } from 'react-aria-components/TextField'
import { strings } from '../strings/strings.ts'

/** What a playlist is called. It has the focus as soon as it is there. */
export function TitleField(props: {
  readonly title: string
  readonly onChange: (title: string) => void
  /** Whoever types replaces what is there. */
  readonly isSelected?: boolean
}) {
  return (
    <TextField
      className="field"
      value={props.title}
      onChange={props.onChange}
      maxLength={MAX_PLAYLIST_TITLE_LENGTH}
      autoFocus
    >
      <Label>{strings.playlists.name}</Label>
      <Input className="input" onFocus={(event) => props.isSelected && event.target.select()} />
    </TextField>
  )
}

type Visibility = PlaylistView['visibility']

export function WhoSees(props: {
  readonly visibility: Visibility
  readonly onChange: (visibility: Visibility) => void
}) {
  return (
    <fieldset className="who-sees">
      <legend>{strings.playlists.whoSees}</legend>
      {(['private', 'household'] as const).map((one) => (
        <label key={one}>
          <input
            type="radio"
            name="visibility"
            checked={props.visibility === one}
            onChange={() => props.onChange(one)}
          />
          {one === 'private' ? strings.playlists.onlyMe : strings.playlists.everybody}
        </label>
      ))}
    </fieldset>
  )
}
