/**
 * The call: the TypeScript that does what the page has just done, and the command that does the same.
 * @module
 */
import { useState } from 'preact/hooks'
import type { Actions } from './actions.js'
import { ScrollRegion } from './scroll-region.js'
import type { Session } from './session.js'

export interface CallProps {
  readonly session: Session
  readonly actions?: Actions
}

export function Call({ session, actions }: CallProps) {
  return (
    <>
      <Snippet label="TypeScript" text={session.call.value} actions={actions} />
      <Snippet label="Command line" text={session.command.value} actions={actions} />
    </>
  )
}

function Snippet({ label, text, actions }: { label: string; text: string; actions?: Actions }) {
  const [copied, setCopied] = useState('')
  return (
    <div class="snippet">
      <div class="snippet-head">
        <h3>{label}</h3>
        <button
          class="button-text screen-only needs-script"
          type="button"
          onClick={() => actions?.copy(text).then(() => setCopied(text))}
        >
          {copied === text ? 'Copied' : 'Copy'}
          <span class="visually-hidden"> the {label} call</span>
        </button>
      </div>
      <ScrollRegion label={`${label} call`}>
        <pre>
          <code>{text}</code>
        </pre>
      </ScrollRegion>
    </div>
  )
}
