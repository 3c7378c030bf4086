/**
 * The HTML of a digest, for mail programs: tables for layout, every style on its element, no picture, nothing from
 * elsewhere. Those that know dark mode get its colours from classes, all others the light ones.
 * @module
 */
import type { Digest, DigestEntry } from './digest-mail.js'
import { Markup, markup } from './markup.js'

const SANS = "system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
const SERIF = "Charter,'Iowan Old Style',Georgia,serif"
const INK = '#1b1d22'
const QUIET = '#5b606b'
const RULE = '#d9d9d2'
const LINK = '#0b5cad'
const PAPER = '#fcfcfa'

const DARK = `@media (prefers-color-scheme: dark) {
.bg { background: #14161a !important }
.ink { color: #e9eaee !important }
.quiet { color: #a2a8b4 !important }
.link { color: #6cb2ff !important }
.rule { border-color: #343944 !important }
}`

export function digestHtml(digest: Digest): string {
  const { subject, preheader, heading, papers, reason, preferencesUrl, unsubscribeUrl, postalAddress, siteUrl } = digest
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${subject}</title>
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<style>${STYLE}</style>
</head>
<body class="bg" style="margin:0;padding:0;background:${PAPER};-webkit-text-size-adjust:100%">
<div style="display:none;max-height:0;overflow:hidden">${preheader}</div>
<table role="presentation" class="bg" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:${PAPER}"><tr>
<td align="center" style="padding:24px 16px 32px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px;text-align:left"><tr>
<td style="padding-bottom:16px"><a href="${siteUrl}" class="ink" style="font:600 16px/1.4 ${SANS};color:${INK};text-decoration:none">Pushforward</a>
<h1 class="ink" style="margin:12px 0 0;font:600 24px/1.25 ${SERIF};color:${INK}">${heading}</h1></td>
</tr>
${papers.map(entry)}
<tr><td class="rule quiet" style="border-top:1px solid ${RULE};padding-top:16px;font:400 14px/1.5 ${SANS};color:${QUIET}">${reason}<br>
<a href="${preferencesUrl}" class="link" style="color:${LINK}">Preferences</a> &nbsp; <a href="${unsubscribeUrl}" class="link" style="color:${LINK}">Unsubscribe</a>${postalAddress ? markup`<br>${postalAddress}` : ''}</td></tr>
</table>
</td>
</tr></table>
</body>
</html>
`.html
}

/** Ours alone, and a style sheet knows no entities. */
const STYLE = new Markup(DARK)

function entry({ title, url, sentence, facts }: DigestEntry, i: number): Markup {
  return markup`<tr><td class="rule" style="border-top:1px solid ${RULE};padding:16px 0">
<h2 style="margin:0;font:600 18px/1.35 ${SERIF}"><span class="quiet" style="color:${QUIET}">${i + 1}.</span> <a href="${url}" class="ink" style="color:${INK};text-decoration-thickness:1px">${title}</a></h2>
${sentence ? markup`<p class="ink" style="margin:6px 0 0;font:400 16px/1.5 ${SERIF};color:${INK}">${sentence}</p>` : ''}
<p class="quiet" style="margin:6px 0 0;font:400 14px/1.5 ${SANS};color:${QUIET}">${facts}</p>
</td></tr>
`
}
