import type { PlaylistId } from '@baton/protocol'
import { X } from 'lucide-react'
import { useFollowed, useHub } from '../../hub/use-hub.ts'
import { useRead } from '../../hub/use-read.ts'
import { strings } from '../../strings/strings.ts'
import { Button } from '../../ui/button.tsx'
import { Select } from '../../ui/select.tsx'
import {
  conditionIn,
  type DraftCondition,
  FIELDS,
  inputOf,
  type Operator,
  operatorsOf,
  withField,
  withOperator,
} from './rules-draft.ts'

export interface ConditionRowProps {
  readonly condition: DraftCondition
  /** Its number among all of them, for whoever hears it. */
  readonly number: number
  /** The playlist that follows the rules: it does not name itself. */
  readonly of: PlaylistId | undefined
  readonly onChange: (condition: DraftCondition) => void
  readonly onRemove: () => void
}

/** One condition: what of a track, how, and with what it is compared. */
export function ConditionRow({ condition, number, of, onChange, onRemove }: ConditionRowProps) {
  const { field, operator } = condition
  return (
    <fieldset className="rule" data-incomplete={conditionIn(condition) === null || undefined}>
      <legend className="visually-hidden">{strings.smart.condition(number)}</legend>
      <div className="rule-parts">
        <Select
          label={strings.smart.field}
          value={field}
          options={FIELDS.map((one) => [one, strings.smart.fields[one]])}
          onChange={(chosen) => onChange(withField(condition, chosen as DraftCondition['field']))}
        />
        {field !== 'liked' && (
          <Select
            label={strings.smart.operator}
            value={operator}
            options={operatorsOf(field).map((one) => [one, strings.smart.operators[one]])}
            onChange={(chosen) => onChange(withOperator(condition, chosen as Operator))}
          />
        )}
        <Value condition={condition} of={of} onChange={onChange} />
      </div>
      <Button className="icon-button" aria-label={strings.smart.remove(number)} onPress={onRemove}>
        <X aria-hidden />
      </Button>
    </fieldset>
  )
}

function Value({ condition, of, onChange }: Pick<ConditionRowProps, 'condition' | 'of' | 'onChange'>) {
  const { field, operator, value, until } = condition
  const set = (text: string) => onChange({ ...condition, value: text })
  const kind = inputOf(condition)
  if (kind === 'playlist') return <PlaylistChoice value={value} of={of} onChange={set} />
  if (kind === 'liked') {
    return (
      <Select
        label={strings.smart.value}
        value={value}
        options={[
          ['yes', strings.smart.yes],
          ['no', strings.smart.no],
        ]}
        onChange={set}
      />
    )
  }
  if (kind === 'date') {
    return (
      <input
        className="input rule-value"
        type="date"
        aria-label={strings.smart.value}
        value={value}
        onChange={(event) => set(event.target.value)}
      />
    )
  }
  if (kind === 'text') {
    return field === 'genre' ? (
      <GenreInput value={value} onChange={set} />
    ) : (
      <TextInput value={value} onChange={set} />
    )
  }
  const number = (label: string, text: string, write: (text: string) => void) => (
    <input
      className="input"
      inputMode="numeric"
      aria-label={label}
      value={text}
      size={6}
      onChange={(event) => write(event.target.value)}
    />
  )
  const unit =
    operator === 'within' || operator === 'not-within' ? 'days' : field === 'duration' ? 'seconds' : null
  return (
    <span className="rule-value rule-numbers">
      {number(strings.smart.value, value, set)}
      {operator === 'between' && (
        <>
          <span>{strings.smart.and}</span>
          {number(strings.smart.until, until, (text) => onChange({ ...condition, until: text }))}
        </>
      )}
      {unit && <span>{strings.smart.units[unit]}</span>}
    </span>
  )
}

function TextInput(props: {
  readonly value: string
  readonly onChange: (text: string) => void
  readonly list?: string
}) {
  return (
    <input
      className="input rule-value"
      aria-label={strings.smart.value}
      value={props.value}
      maxLength={200}
      list={props.list}
      onChange={(event) => props.onChange(event.target.value)}
    />
  )
}

/** Any text, with the genres that there are to choose from. */
function GenreInput({
  value,
  onChange,
}: {
  readonly value: string
  readonly onChange: (text: string) => void
}) {
  const { library } = useHub().hub
  const genres = useRead('genres', () => library.genres())
  return (
    <>
      <TextInput value={value} onChange={onChange} list="genres-of-rules" />
      <datalist id="genres-of-rules">
        {genres.phase === 'ready' && genres.value.map(({ genre }) => <option key={genre} value={genre} />)}
      </datalist>
    </>
  )
}

function PlaylistChoice(props: {
  readonly value: string
  readonly of: PlaylistId | undefined
  readonly onChange: (playlistId: string) => void
}) {
  const { value, of, onChange } = props
  const playlists = useFollowed((state) => state.playlists) ?? []
  const others = playlists.filter(({ playlistId }) => playlistId !== of)
  const isGone = value !== '' && !others.some(({ playlistId }) => playlistId === value)
  return (
    <Select
      label={strings.smart.value}
      value={value}
      options={[
        ...(value === '' ? [['', strings.smart.choosePlaylist] as const] : []),
        ...(isGone ? [[value, strings.smart.playlistGone] as const] : []),
        ...others.map(({ playlistId, title }) => [playlistId, title] as const),
      ]}
      onChange={onChange}
    />
  )
}
