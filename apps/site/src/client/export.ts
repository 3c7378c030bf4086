/**
 * Takes figures and reports out of the page as files.
 * @module
 */
import type { Figure, Report } from '@pushforward/lab'
import { renderFigure } from '@pushforward/lab/figure'
import type { ExportFormat } from '../paper/actions.js'
import { figureCsv } from './figure-csv.js'

/** Pixels of a PNG for each CSS pixel: sharp on print and on dense screens. */
const PNG_SCALE = 2
const WIDTH = 672

export async function saveFigure(figure: Figure, format: ExportFormat): Promise<void> {
  if (format === 'csv') {
    save(`${figure.id}.csv`, new Blob([figureCsv(figure)], { type: 'text/csv' }))
    return
  }
  const svg = await renderFigure(figure, { theme: 'light', width: WIDTH })
  const blob = new Blob([svg], { type: 'image/svg+xml' })
  save(`${figure.id}.${format}`, format === 'svg' ? blob : await toPng(blob))
}

export function saveReport(report: Report): void {
  const text = JSON.stringify(report, null, 2)
  save(`${report.slug}-seed-${report.seed}.json`, new Blob([text], { type: 'application/json' }))
}

async function toPng(svg: Blob): Promise<Blob> {
  const url = URL.createObjectURL(svg)
  try {
    const image = new Image()
    image.src = url
    await image.decode()
    const canvas = document.createElement('canvas')
    canvas.width = image.width * PNG_SCALE
    canvas.height = image.height * PNG_SCALE
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
    return await new Promise((resolve, reject) =>
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the picture is too large'))), 'image/png'),
    )
  } finally {
    URL.revokeObjectURL(url)
  }
}

function save(name: string, blob: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
