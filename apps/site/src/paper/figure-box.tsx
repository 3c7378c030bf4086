/**
 * A figure on the page: its title, a box of fixed shape, its caption. The box shows the picture that the server drew
 * until a live figure takes its place.
 * @module
 */
import type { ComponentChildren } from 'preact'
import type { FigureFrame, Picture } from '../view.js'

export interface FigureBoxProps {
  readonly frame: FigureFrame
  /** Distinguishes figures of one id in different parts of the page. */
  readonly scope: string
  /** The recorded pictures; only the server has them. */
  readonly picture?: Picture
  /** Where the numbers come from: `last verified run`, `this page`. */
  readonly origin: string
  /** Receives the element to draw in; only in the browser. */
  readonly canvas?: (element: HTMLElement | null) => void
  /** Handles over the picture, and what else belongs in the box. */
  readonly overlay?: ComponentChildren
  readonly actions?: ComponentChildren
}

export function FigureBox({ frame, scope, picture, origin, canvas, overlay, actions }: FigureBoxProps) {
  return (
    <figure class="figure" id={`${scope}-${frame.id}`}>
      <h3 class="figure-title">{frame.title}</h3>
      <div
        class="figure-box"
        style={{ '--aspect': String(frame.aspect), '--aspect-narrow': String(frame.narrowAspect) }}
      >
        <div class="figure-picture" role="img" aria-label={frame.alternative}>
          {/* Hidden: marks inside would be read one by one. SVG of our own renderer, kept while hydrating. */}
          <div
            class="figure-canvas"
            aria-hidden="true"
            ref={canvas}
            dangerouslySetInnerHTML={{ __html: picture ? bothSizes(picture) : '' }}
          />
        </div>
        {overlay}
      </div>
      <figcaption>
        {frame.caption} <span class="figure-origin">{origin}</span> {actions}
      </figcaption>
    </figure>
  )
}

const bothSizes = ({ wide, narrow }: Picture) =>
  `<div class="picture-wide">${wide}</div><div class="picture-narrow">${narrow}</div>`
