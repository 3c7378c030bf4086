/**
 * Submitting a paper.
 * @module
 */
import type { Assets } from '../view.js'
import { Field, ProblemNote } from './form.js'
import { renderFormPage } from './pages.js'
import type { SubmitView } from './view.js'

const FIELDS = new Set([
  'arxiv',
  'title',
  'authors',
  'published',
  'abstract',
  'topics',
  'codeUrl',
  'projectUrl',
  'paste',
])

export function renderSubmit({ form, problem, note, asksArxiv }: SubmitView, assets: Assets): string {
  const shared = (name: string) => ({ name, value: form[name], problem })
  return renderFormPage({
    title: 'Submit a paper',
    assets,
    section: 'submit',
    children: (
      <>
        <p class="prose">
          Of any age, from arXiv or elsewhere, once: a paper that is here already leads to its page. Submit what others
          can read in full.
        </p>
        {problem && !FIELDS.has(problem.field) && <ProblemNote problem={problem} />}
        {note && (
          <p class="notice" role="status">
            {note}
          </p>
        )}
        <form class="form" method="post" action="/submit">
          <details class="paste" open={problem?.field === 'paste'}>
            <summary>Fill it in from BibTeX or JSON</summary>
            <Field {...shared('paste')} label="BibTeX or JSON of one paper" lines={6} />
            <button class="button button-plain" type="submit" name="read" value="1" formNoValidate>
              Read it
            </button>
          </details>
          <Field
            {...shared('arxiv')}
            label="arXiv identifier or address"
            note={`As 2302.04953, or https://arxiv.org/abs/2302.04953.${asksArxiv ? '' : ' This site does not ask arXiv: please fill in the rest by hand.'}`}
            maxLength={200}
          />
          {asksArxiv && (
            <button class="button button-plain" type="submit" name="look" value="1" formNoValidate>
              Fill in from arXiv
            </button>
          )}
          <Field {...shared('title')} label="Title" maxLength={1000} required />
          <Field {...shared('authors')} label="Authors" lines={4} note="One a line." required />
          <Field {...shared('published')} label="Date of the first version" type="date" />
          <Field {...shared('abstract')} label="Abstract" lines={8} maxLength={20_000} />
          <Field {...shared('topics')} label="Topics" note="Between commas." maxLength={500} />
          <Field {...shared('codeUrl')} label="Address of its code" type="url" maxLength={2000} />
          <Field
            {...shared('projectUrl')}
            label="Address of its page, or of the paper itself"
            type="url"
            maxLength={2000}
            note="Needed when it is not on arXiv."
          />
          <button class="button" type="submit">
            Submit
          </button>
        </form>
      </>
    ),
  })
}
