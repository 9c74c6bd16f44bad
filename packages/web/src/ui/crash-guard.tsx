import { Component, type ReactNode } from 'react'
import { strings } from '../strings/strings.ts'

/** Whatever fails while drawing leaves a sentence and a way out, never an empty page. */
export class CrashGuard extends Component<{ readonly children: ReactNode }, { readonly hasFailed: boolean }> {
  override state = { hasFailed: false }

  static getDerivedStateFromError() {
    return { hasFailed: true }
  }

  override render() {
    if (!this.state.hasFailed) return this.props.children
    return (
      <main className="entrance">
        <div className="entrance-card" role="alert">
          <h1>{strings.failure.title}</h1>
          <p className="quiet">{strings.failure.crashed}</p>
          <button type="button" className="button button-accent" onClick={() => location.reload()}>
            {strings.failure.reload}
          </button>
        </div>
      </main>
    )
  }
}
