import { type PlaylistId, SMART_ORDERS, type SmartOrder } from '@baton/protocol'
import { FolderPlus, Plus } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { strings } from '../../strings/strings.ts'
import { Button } from '../../ui/button.tsx'
import { Select } from '../../ui/select.tsx'
import { ConditionRow } from './condition-row.tsx'
import {
  conditionsOf,
  type DraftRule,
  hasRoom,
  type Match,
  newCondition,
  newGroup,
  type RulesDraft,
  replaced,
} from './rules-draft.ts'

export interface RulesFormProps {
  readonly draft: RulesDraft
  readonly of: PlaylistId | undefined
  readonly onChange: (draft: RulesDraft) => void
}

/** Conditions and groups of them, how what fits is ordered, and how much of it is kept. */
export function RulesForm({ draft, of, onChange }: RulesFormProps) {
  const form = useRef<HTMLDivElement>(null)
  const [added, setAdded] = useState<string | null>(null)
  const numbers = new Map(conditionsOf(draft.rules).map(({ id }, nth) => [id, nth + 1]))
  const change = (id: string, next: DraftRule | null) =>
    onChange({ ...draft, rules: replaced(draft.rules, id, next) })
  const add = (rule: DraftRule) => {
    setAdded(rule.id)
    onChange({ ...draft, rules: [...draft.rules, rule] })
  }
  const remove = (id: string) => {
    change(id, null)
    form.current?.querySelector<HTMLButtonElement>('.rule-add')?.focus()
  }

  // What is new is where one goes on.
  useEffect(() => {
    if (added === null) return
    form.current?.querySelector<HTMLElement>(`[data-rule="${added}"] select`)?.focus()
    setAdded(null)
  }, [added])

  return (
    <div className="rules" ref={form}>
      <MatchChoice match={draft.match} onChange={(match) => onChange({ ...draft, match })} />
      {draft.rules.length === 0 && <p className="quiet">{strings.smart.noConditions}</p>}
      {draft.rules.map((rule) =>
        'rules' in rule ? (
          <fieldset key={rule.id} className="rule-group" data-rule={rule.id}>
            <legend className="visually-hidden">{strings.smart.group}</legend>
            <MatchChoice match={rule.match} onChange={(match) => change(rule.id, { ...rule, match })} />
            {rule.rules.map((one) => (
              <div key={one.id} data-rule={one.id}>
                <ConditionRow
                  condition={one}
                  number={numbers.get(one.id) ?? 1}
                  of={of}
                  onChange={(next) => change(one.id, next)}
                  onRemove={() => remove(one.id)}
                />
              </div>
            ))}
            <Button
              className="button button-quiet"
              isDisabled={!hasRoom(draft)}
              onPress={() => {
                const fresh = newCondition()
                setAdded(fresh.id)
                change(rule.id, { ...rule, rules: [...rule.rules, fresh] })
              }}
            >
              <Plus aria-hidden /> {strings.smart.addCondition}
            </Button>
          </fieldset>
        ) : (
          <div key={rule.id} data-rule={rule.id}>
            <ConditionRow
              condition={rule}
              number={numbers.get(rule.id) ?? 1}
              of={of}
              onChange={(next) => change(rule.id, next)}
              onRemove={() => remove(rule.id)}
            />
          </div>
        ),
      )}
      <div className="rule-verbs">
        <Button className="button rule-add" isDisabled={!hasRoom(draft)} onPress={() => add(newCondition())}>
          <Plus aria-hidden /> {strings.smart.addCondition}
        </Button>
        <Button
          className="button button-quiet"
          isDisabled={!hasRoom(draft)}
          onPress={() => add(newGroup(draft.match === 'all' ? 'any' : 'all'))}
        >
          <FolderPlus aria-hidden /> {strings.smart.addGroup}
        </Button>
      </div>
      <Ordered draft={draft} onChange={onChange} />
      <Limited draft={draft} onChange={onChange} />
    </div>
  )
}

function MatchChoice({
  match,
  onChange,
}: {
  readonly match: Match
  readonly onChange: (match: Match) => void
}) {
  return (
    <Select
      label={strings.smart.match}
      value={match}
      options={[
        ['all', strings.smart.all],
        ['any', strings.smart.any],
      ]}
      onChange={(chosen) => onChange(chosen as Match)}
    />
  )
}

type PartProps = Pick<RulesFormProps, 'draft' | 'onChange'>

function Ordered({ draft, onChange }: PartProps) {
  const { by, descending } = draft.order
  const order = (next: Partial<SmartOrder>) => onChange({ ...draft, order: { by, descending, ...next } })
  return (
    <div className="rule-line">
      <span>{strings.smart.order}</span>
      <Select
        label={strings.smart.order}
        value={by}
        options={SMART_ORDERS.map((one) => [one, strings.smart.orders[one]])}
        onChange={(chosen) => order({ by: chosen as SmartOrder['by'], descending: LATEST_FIRST.has(chosen) })}
      />
      {by !== 'random' && (
        <Select
          label={strings.smart.direction}
          value={descending ? 'down' : 'up'}
          options={[
            ['up', strings.smart.ascending],
            ['down', strings.smart.descending],
          ]}
          onChange={(chosen) => order({ descending: chosen === 'down' })}
        />
      )}
    </div>
  )
}

/** Where the last or the most is what one asks for. */
const LATEST_FIRST: ReadonlySet<string> = new Set<SmartOrder['by']>(['added', 'played', 'plays', 'liked'])

function Limited({ draft, onChange }: PartProps) {
  const { limit, most } = draft
  const set = (chosen: RulesDraft['limit']) =>
    onChange({ ...draft, limit: chosen, most: chosen === 'minutes' ? '60' : '50' })
  return (
    <div className="rule-line">
      <span>{strings.smart.limit}</span>
      <Select
        label={strings.smart.limit}
        value={limit}
        options={[
          ['none', strings.smart.limits.none],
          ['tracks', strings.smart.limits.tracks],
          ['minutes', strings.smart.limits.minutes],
        ]}
        onChange={(chosen) => set(chosen as RulesDraft['limit'])}
      />
      {limit !== 'none' && (
        <input
          className="input"
          inputMode="numeric"
          size={6}
          aria-label={strings.smart.most}
          value={most}
          onChange={(event) => onChange({ ...draft, most: event.target.value })}
        />
      )}
    </div>
  )
}
