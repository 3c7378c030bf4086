/**
 * The frame of pages that are forms.
 * @module
 */
import type { ComponentChildren } from 'preact'
import { Page, type PageProps, renderPage } from '../page.js'
import type { Assets } from '../view.js'

interface FormPageProps {
  readonly title: string
  readonly assets: Assets
  readonly section?: PageProps['section']
  readonly children: ComponentChildren
}

export const renderFormPage = ({ title, assets, section, children }: FormPageProps): string =>
  renderPage(
    <Page title={`${title} · Pushforward`} description={title} assets={assets} section={section} unlisted>
      <div class="column form-page">
        <h1>{title}</h1>
        {children}
      </div>
    </Page>,
  )

export const renderRefusal = (
  { title, detail }: { readonly title: string; readonly detail: string },
  assets: Assets,
): string =>
  renderFormPage({
    title,
    assets,
    children: (
      <p class="prose">
        {detail} <a href="/">To the papers</a>
      </p>
    ),
  })
