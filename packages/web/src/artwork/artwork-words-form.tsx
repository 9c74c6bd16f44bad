import type { ArtworkWords } from '@baton/client'
import {
  MAX_ARTWORK_DESCRIPTION,
  MAX_ARTWORK_TITLE,
  MAX_HASHTAG_LENGTH,
  MAX_HASHTAGS,
  PostVisibility,
} from '@baton/protocol'
import { type FormEvent, type ReactNode, useState } from 'react'
import { Input, Label, TextArea, TextField } from 'react-aria-components/TextField'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { hashtagsIn } from './picked-picture.ts'

/** What stands beside a picture. `children` is shown above the fields. */
export function ArtworkWordsForm(props: {
  readonly words: ArtworkWords
  readonly verb: string
  readonly isBusy: boolean
  readonly onSave: (words: ArtworkWords) => void
  readonly onClose: () => void
  readonly children?: ReactNode
}) {
  const { words, verb, isBusy, onSave, onClose } = props
  const [title, setTitle] = useState(words.title)
  const [description, setDescription] = useState(words.description)
  const [tags, setTags] = useState(words.hashtags.map((tag) => `#${tag}`).join(' '))
  const [visibility, setVisibility] = useState(words.visibility)
  const hashtags = hashtagsIn(tags)
  const save = (event: FormEvent) => {
    event.preventDefault()
    if (isBusy) return
    onSave({ title: title.trim(), description: description.trim(), hashtags, visibility })
  }
  return (
    <form className="form artwork-form" onSubmit={save}>
      {props.children}
      <TextField className="field" value={title} onChange={setTitle} maxLength={MAX_ARTWORK_TITLE} autoFocus>
        <Label>{strings.artwork.name}</Label>
        <Input className="input" onFocus={(event) => event.target.select()} />
      </TextField>
      <TextField
        className="field"
        value={description}
        onChange={setDescription}
        maxLength={MAX_ARTWORK_DESCRIPTION}
      >
        <Label>{strings.artwork.description}</Label>
        <TextArea className="input" rows={2} />
      </TextField>
      <TextField
        className="field"
        value={tags}
        onChange={setTags}
        maxLength={MAX_HASHTAGS * (MAX_HASHTAG_LENGTH + 2)}
        isInvalid={hashtags.length > MAX_HASHTAGS}
      >
        <Label>{strings.artwork.hashtags}</Label>
        <Input className="input" placeholder={strings.artwork.hashtagsExample} autoCapitalize="none" />
      </TextField>
      <fieldset className="who-sees">
        <legend>{strings.artwork.whoSees}</legend>
        {PostVisibility.options.map((one) => (
          <label key={one}>
            <input
              type="radio"
              name="visibility"
              checked={visibility === one}
              onChange={() => setVisibility(one)}
            />
            {strings.artwork.visibilities[one]}
          </label>
        ))}
      </fieldset>
      <div className="confirmation-verbs">
        <Button className="button" onPress={onClose}>
          {strings.common.cancel}
        </Button>
        <Button
          type="submit"
          className="button button-accent"
          // While it is sent the button keeps the focus: without, Escape would reach nobody.
          aria-busy={isBusy}
          isDisabled={title.trim() === '' || hashtags.length > MAX_HASHTAGS}
        >
          {verb}
        </Button>
      </div>
    </form>
  )
}
