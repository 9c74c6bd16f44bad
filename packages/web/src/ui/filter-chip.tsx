import { X } from 'lucide-react'
import { strings } from '../strings/strings.ts'
import { Button } from './button.tsx'

/** The words that a list was searched for; pressing takes them away. */
export function FilterChip({ q, onClear }: { readonly q: string; readonly onClear: () => void }) {
  return (
    <Button className="button chip" aria-label={strings.browse.without(`“${q}”`)} onPress={onClear}>
      “{q}” <X aria-hidden />
    </Button>
  )
}
